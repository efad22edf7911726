using PolicyGuard.Text;

namespace PolicyGuard.Rules.Conditions;

/// <summary>The call is of one of some action types.</summary>
internal sealed class ActionTypeCondition(NamePattern[] patterns) : Condition
{
    public override string Key => "action_types";

    public override string Wanted => string.Join<NamePattern>(", ", patterns);

    public override Outcome Evaluate(in RuleQuery query, DecisionScratch scratch, ref string? error)
    {
        // A governance action carries the type that its agent chose.
        if (NameFolding.Word(query.ActionType) is not { } type)
        {
            error ??= "the action type has no canonical form";
            return Outcome.Maybe;
        }

        foreach (var pattern in patterns)
        {
            if (pattern.Takes(type, opaque: false))
            {
                return Outcome.Yes;
            }
        }

        return Outcome.No;
    }

    public override string Found(in RuleQuery query) => query.ActionType;
}
