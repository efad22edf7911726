using PolicyGuard.Text;

namespace PolicyGuard.Intent.Analysis;

/// <summary>What is doubtful about an intent policy that loads: what can never be called, never be reached, or says nothing.</summary>
public static class IntentAnalysis
{
    /// <summary>The doubts, in the order of the file; all are warnings.</summary>
    /// <param name="policy">The policy.</param>
    public static IReadOnlyList<Diagnostic> Of(IntentPolicy policy)
    {
        var doubts = new Doubts(policy);
        doubts.Lists();
        doubts.Transitions();
        doubts.LookBack();
        return [.. doubts.All.OrderBy(static doubt => doubt.Line).ThenBy(static doubt => doubt.Column)];
    }

    /// <summary>
    /// Detours: pairs of tools of which the second may not directly follow the first, and may after others. Often that is the task; where it must
    /// never be, <c>never_after</c> says so.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <returns>From, to, and a shortest way between them, in the order of the file.</returns>
    public static IReadOnlyList<(string From, string To, IReadOnlyList<string> Way)> Detours(IntentPolicy policy)
    {
        var graph = new StateGraph(policy.Document);
        var found = new List<(string, string, IReadOnlyList<string>)>();
        foreach (var from in graph.Keys)
        {
            foreach (var (to, way) in graph.ReachedFrom(from))
            {
                if (way.Count > 0 && to != from && !policy.Document.NeverAfter.Any(never => never.Key.Includes(to.Key!) && never.Earlier.Any(earlier => earlier.Includes(from.Key!))))
                {
                    found.Add((from.Written, to.Written, [.. way.Select(static step => step.Written)]));
                }
            }
        }

        return found;
    }
}
