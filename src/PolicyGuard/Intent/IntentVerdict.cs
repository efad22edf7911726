using PolicyGuard.Calls;

namespace PolicyGuard.Intent;

/// <summary>What the declared intent of a flow says of a call.</summary>
/// <param name="Effect">What it asks for.</param>
/// <param name="Message">Why, for a person.</param>
public sealed record IntentVerdict(Effect Effect, string Message)
{
    /// <summary>Nobody declared an intent for the flow: intent has no say. Intent policies are not read by this version.</summary>
    public static readonly IntentVerdict NotDeclared = new(Effect.Allow, "no intent is declared for this flow");
}
