using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Text;

namespace PolicyGuard.Intent.Compiled;

/// <summary>What must not, and what has to have happened anywhere before in the flow, at whatever upstream: a harmless call in between changes nothing.</summary>
internal sealed class LookBack(IntentDocument document)
{
    public bool IsEmpty => document.After.Count == 0 && document.NeverAfter.Count == 0;

    public IntentObjection? Judge(CanonicalName tool, string? upstream, IntentPath path)
    {
        foreach (var never in document.NeverAfter)
        {
            if (never.Key.Matches(tool, wide: true, upstream) && FirstOf(path, never.Earlier) is { } step)
            {
                return new IntentObjection(Reasons.IntentNeverAfter, $"never allows it after {Spelled.Of(step)}, which was called in this flow");
            }
        }

        foreach (var after in document.After)
        {
            if (after.Key.Matches(tool, wide: true, upstream) && after.Earlier.Where(pattern => !Happened(path, pattern)).ToList() is { Count: > 0 } missing)
            {
                return new IntentObjection(Reasons.IntentAfter, $"allows it only after {Spelled.Of(after.Earlier)}; in this flow there is no {Spelled.Of(missing)} yet");
            }
        }

        return null;
    }

    private static PathStep? FirstOf(IntentPath path, IReadOnlyList<NamePattern> patterns) =>
        path.Steps.FirstOrDefault(step => patterns.Any(pattern => pattern.Matches(step.Tool, wide: true, step.Upstream)));

    private static bool Happened(IntentPath path, NamePattern pattern) => path.Steps.Any(step => pattern.Matches(step.Tool, wide: false, step.Upstream));
}
