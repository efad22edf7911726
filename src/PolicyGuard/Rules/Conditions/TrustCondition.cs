using PolicyGuard.Calls;

namespace PolicyGuard.Rules.Conditions;

/// <summary>The agent's trust lies in a range.</summary>
internal sealed class TrustCondition(TrustLevel? atLeast, TrustLevel? below) : Condition
{
    private readonly TrustLevel _low = atLeast ?? TrustLevel.Low;
    private readonly int _end = below is { } level ? (int)level : int.MaxValue;

    public override string Key => "trust";

    public override string Wanted => (atLeast, below) switch
    {
        ({ } low, { } high) => $"at least {low.Name()} and below {high.Name()}",
        ({ } low, null) => $"at least {low.Name()}",
        (null, { } high) => $"below {high.Name()}",
        _ => "any",
    };

    public override Outcome Evaluate(in RuleQuery query, DecisionScratch scratch, ref string? error) =>
        query.Trust >= _low && (int)query.Trust < _end ? Outcome.Yes : Outcome.No;

    public override string Found(in RuleQuery query) => query.Trust.Name();
}
