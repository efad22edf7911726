namespace PolicyGuard.Rules.Conditions;

/// <summary>The flow says one of some things of the call.</summary>
internal sealed class FlowCondition(IReadOnlyList<string> signs) : Condition
{
    /// <summary>What a flow can say; <c>docs/taint.md</c> explains each.</summary>
    internal static readonly IReadOnlyList<string> Words = ["untrusted_control", "instructed", "unasked", "confidential_to_public", "secret_out"];

    public override string Key => "flow";

    public override string Wanted => string.Join(", ", signs);

    public override Outcome Evaluate(in RuleQuery query, DecisionScratch scratch, ref string? error)
    {
        if (query.Arguments is null)
        {
            return Outcome.Unknown;
        }

        foreach (var sign in query.Flow ?? [])
        {
            if (signs.Contains(sign))
            {
                return Outcome.Yes;
            }
        }

        return Outcome.No;
    }

    public override string Found(in RuleQuery query) => query.Flow is { Count: > 0 } said ? string.Join(", ", said) : "none";
}
