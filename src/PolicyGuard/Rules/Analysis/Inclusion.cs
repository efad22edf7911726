using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Analysis;

/// <summary>Whether one rule is about every call that another is about. Never says yes wrongly; it may say no where a proof would need more.</summary>
internal static class Inclusion
{
    /// <summary>Whether the wider rule's conditions hold whenever the narrower one's do.</summary>
    public static bool Covers(RuleDocument wider, RuleDocument narrower) =>
        Names(wider.Tools, narrower.Tools)
        && Names(wider.Upstreams, narrower.Upstreams)
        && Names(wider.ActionTypes, narrower.ActionTypes)
        && (wider.TrustAtLeast ?? TrustLevel.Low) <= (narrower.TrustAtLeast ?? TrustLevel.Low)
        && (wider.TrustBelow ?? (TrustLevel)int.MaxValue) >= (narrower.TrustBelow ?? (TrustLevel)int.MaxValue)
        && Labels(wider, narrower)
        && (wider.Flow.Count == 0 || (narrower.Flow.Count > 0 && narrower.Flow.All(wider.Flow.Contains)))
        && wider.Context.All(w => narrower.Context.Any(n => n.Key == w.Key && n.Required == w.Required && n.Values.All(w.Values.Contains)))
        && wider.Args.All(w => narrower.Args.Any(n => n.Key.Written == w.Key.Written && n.Predicate.ToString() == w.Predicate.ToString()));

    /// <summary>Whether a rule's conditions are never in doubt: then it matches surely or not at all.</summary>
    public static bool IsNeverInDoubt(RuleDocument rule) => rule.Args.Count == 0 && rule.Context.Count == 0 && rule.ActionTypes.Count == 0 && rule.Upstreams.Count == 0
        && (rule.Tools.Count == 0 || rule.Tools.Any(t => t.MatchesAll));

    private static bool Names(IReadOnlyList<NamePattern> wider, IReadOnlyList<NamePattern> narrower) =>
        wider.Count == 0 || wider.Any(w => w.MatchesAll && narrower.Count > 0) || (narrower.Count > 0 && narrower.All(n => wider.Any(w => w.Includes(n))));

    private static bool Labels(RuleDocument wider, RuleDocument narrower)
    {
        if (wider.Labels.IsEmpty && !wider.AnyCustomLabel)
        {
            return true;
        }

        return (!narrower.Labels.IsEmpty || narrower.AnyCustomLabel)
            && (!narrower.AnyCustomLabel || wider.AnyCustomLabel)
            && narrower.Labels.Names().All(n => wider.Labels.Names().Contains(n) || (wider.AnyCustomLabel && n.StartsWith("custom:", StringComparison.Ordinal)));
    }
}
