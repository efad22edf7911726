using PolicyGuard.Calls;

namespace PolicyGuard.Rules.Conditions;

/// <summary>The arguments carry one of some labels.</summary>
internal sealed class LabelCondition(LabelSet labels, bool anyCustom) : Condition
{
    public override string Key => "labels";

    public override string Wanted => string.Join(", ", anyCustom ? labels.Names().Append("custom:*") : labels.Names());

    public override Outcome Evaluate(in RuleQuery query, DecisionScratch scratch, ref string? error)
    {
        if (query.Arguments is null)
        {
            return Outcome.Unknown;
        }

        return query.Labels.Overlaps(labels) || (anyCustom && query.Labels.HasCustom) ? Outcome.Yes : Outcome.No;
    }

    public override string Found(in RuleQuery query) => query.Labels.IsEmpty ? "none" : query.Labels.ToString();
}
