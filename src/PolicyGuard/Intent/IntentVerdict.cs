using PolicyGuard.Calls;

namespace PolicyGuard.Intent;

/// <summary>What the declared intent of a flow says of a call.</summary>
/// <param name="Stand">Where it stands.</param>
/// <param name="Message">Why, for a person, to be put behind the call's name.</param>
public sealed record IntentVerdict(IntentStand Stand, string Message)
{
    /// <summary>Nobody declared an intent for the flow: intent has no say.</summary>
    public static readonly IntentVerdict NotDeclared = new(IntentStand.NotDeclared, "no intent is declared for this flow");

    /// <summary>The policy that said it, or null where none is declared.</summary>
    public string? Policy { get; init; }

    /// <summary>The reason id of a refusal (<see cref="Reasons"/>); null where it refuses nothing.</summary>
    public string? Reason { get; init; }

    /// <summary>What it asks of the gate. Undecided asks for nothing: without a judge, what the deterministic tiers do not refuse is allowed by intent.</summary>
    public Effect Effect => Stand == IntentStand.Refused ? Effect.Deny : Effect.Allow;

    /// <summary>The stricter of two verdicts; the first of two alike.</summary>
    public static IntentVerdict Stricter(IntentVerdict a, IntentVerdict b) => b.Stand > a.Stand ? b : a;
}
