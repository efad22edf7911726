using PolicyGuard.Calls;
using PolicyGuard.Rules;

namespace PolicyGuard.Gate.Results;

/// <summary>
/// What has to be done about the results of one call: what the rules say that matched it, and of kinds of which none speaks, the operator's default.
/// A rule that matched only by doubt may add something and never loosens.
/// </summary>
internal static class ResultDuties
{
    public static Obligations Of(IReadOnlyList<RuleMatch> matches, Obligations defaults)
    {
        var (sure, doubtful) = (Obligations.None, Obligations.None);
        foreach (var match in matches)
        {
            if (match.Error is null)
            {
                sure = sure.Join(match.Result);
            }
            else
            {
                doubtful = doubtful.Join(match.Result);
            }
        }

        return sure.Over(defaults).Join(doubtful);
    }
}
