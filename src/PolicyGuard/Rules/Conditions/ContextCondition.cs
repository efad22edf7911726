namespace PolicyGuard.Rules.Conditions;

/// <summary>The operator says something of the surroundings.</summary>
internal sealed class ContextCondition(ContextPattern pattern) : Condition
{
    public override string Key => $"context.{pattern.Key}";

    public override string Wanted => $"{string.Join(" or ", pattern.Values)}{(pattern.Required ? "" : " (if set)")}";

    public override Outcome Evaluate(in RuleQuery query, DecisionScratch scratch, ref string? error)
    {
        if (query.Context?[pattern.Key] is not { } value)
        {
            if (!pattern.Required)
            {
                return Outcome.No;
            }

            error ??= $"the context has no `{pattern.Key}`";
            return Outcome.Maybe;
        }

        return pattern.Values.Contains(value, StringComparer.Ordinal) ? Outcome.Yes : Outcome.No;
    }

    public override string Found(in RuleQuery query) => query.Context?[pattern.Key] ?? "not set";
}
