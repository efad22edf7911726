using PolicyGuard.Calls;

namespace PolicyGuard.Governance.Replay;

/// <summary>A recorded decision, and what another policy set makes of the same call in the same state.</summary>
/// <param name="Recorded">The decision of then.</param>
/// <param name="Effect">The effect now; the recorded one where it could not be decided.</param>
/// <param name="DecidedBy">Who decides now: <c>policy/rule</c>, <c>default</c>, or the reason id of what is not a rule.</param>
/// <param name="Fault">Why it could not be decided again, for a person; null where it was.</param>
/// <param name="Approximation">What was not as it was then, for a person; null where all was.</param>
public sealed record Redecision(RecordedDecision Recorded, Effect Effect, string DecidedBy, string? Fault, string? Approximation)
{
    /// <summary>Whether the effect is another one.</summary>
    public bool Differs => Fault is null && Effect != Recorded.Effect;

    /// <summary>Whether the effect is the same, and another rule or default says so.</summary>
    public bool DiffersInRule => Fault is null && Effect == Recorded.Effect && DecidedBy != Recorded.DecidedBy;
}
