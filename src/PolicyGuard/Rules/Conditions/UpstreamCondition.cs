using PolicyGuard.Text;

namespace PolicyGuard.Rules.Conditions;

/// <summary>The call is addressed to one of some upstreams. A call that is addressed to none (advice) matches none.</summary>
internal sealed class UpstreamCondition(NamePattern[] patterns) : Condition
{
    public override string Key => "upstreams";

    public override string Wanted => string.Join<NamePattern>(", ", patterns);

    public override Outcome Evaluate(in RuleQuery query, DecisionScratch scratch, ref string? error)
    {
        if (query.Upstream is not { } upstream)
        {
            return Outcome.No;
        }

        if (NameFolding.Word(upstream) is not { } name)
        {
            error ??= "the upstream's name has no canonical form";
            return Outcome.Maybe;
        }

        foreach (var pattern in patterns)
        {
            if (pattern.Takes(name, opaque: false))
            {
                return Outcome.Yes;
            }
        }

        return Outcome.No;
    }

    public override string Found(in RuleQuery query) => query.Upstream ?? "none";
}
