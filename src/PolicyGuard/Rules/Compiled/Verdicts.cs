using PolicyGuard.Calls;
using PolicyGuard.Rules.Conditions;

namespace PolicyGuard.Rules.Compiled;

/// <summary>Makes one verdict of the rules that match.</summary>
internal static class Verdicts
{
    // What rules of the strictest effect say comes first, then what speaks first.
    private static readonly Comparison<Hit> Order = static (a, b) =>
        a.Rule.Effect != b.Rule.Effect ? b.Rule.Effect.CompareTo(a.Rule.Effect) : a.Rule.Ordinal.CompareTo(b.Rule.Ordinal);

    /// <summary>The verdict of at least one hit. The list is used up.</summary>
    public static RuleVerdict Of(IReadOnlyList<CompiledSet> sets, List<Hit> hits, RuleVerdict @default, in RuleQuery query)
    {
        if (hits is [{ Error: null } only] && only.Rule.SpeaksAlike && (only.Outcome == Outcome.Yes || only.Rule.Effect >= @default.Effect))
        {
            return only.Rule.Alone;
        }

        Prune(sets, hits);
        hits.Sort(Order);

        // A rule that matches by doubt counts, but it does not keep the default away: doubt never loosens.
        var sure = hits.Exists(static h => h.Outcome == Outcome.Yes);
        var matches = Matches(hits, query);
        var strictest = hits[0].Rule.Effect;
        return sure || strictest >= @default.Effect
            ? new RuleVerdict(strictest, matches, IsDefault: false, DefaultSource: null)
            : @default with { Matches = matches };
    }

    /// <summary>What a verdict says of its rules.</summary>
    public static RuleMatch[] Matches(List<Hit> hits, in RuleQuery query)
    {
        var matches = new RuleMatch[hits.Count];
        for (var i = 0; i < matches.Length; i++)
        {
            var match = hits[i].Rule.MatchFor(query);
            matches[i] = hits[i].Error is { } error ? match with { Error = error } : match;
        }

        return matches;
    }

    // In a set where the first match decides, what stands behind the first sure match is not asked.
    private static void Prune(IReadOnlyList<CompiledSet> sets, List<Hit> hits)
    {
        for (var set = 0; set < sets.Count; set++)
        {
            if (sets[set].Combine != Combine.FirstMatch)
            {
                continue;
            }

            var first = int.MaxValue;
            foreach (var hit in hits)
            {
                if (hit.Rule.Set == set && hit.Outcome == Outcome.Yes && hit.Rule.Ordinal < first)
                {
                    first = hit.Rule.Ordinal;
                }
            }

            for (var i = hits.Count - 1; i >= 0 && first != int.MaxValue; i--)
            {
                if (hits[i].Rule.Set == set && hits[i].Rule.Ordinal > first)
                {
                    hits.RemoveAt(i);
                }
            }
        }
    }
}
