using PolicyGuard.Calls;
using PolicyGuard.Registry;
using PolicyGuard.Rules;

namespace PolicyGuard.Gate;

/// <summary>A call of a known agent, with the one rule set that it will be judged by. Made by <see cref="Admission"/> only.</summary>
internal sealed class Admitted
{
    internal Admitted(ToolCall call, Agent agent, TrustLevel trust, RuleSet rules, Objection? objection)
    {
        Call = call;
        Agent = agent;
        Trust = trust;
        Rules = rules;
        Objection = objection;
    }

    public ToolCall Call { get; }

    public Agent Agent { get; }

    /// <summary>The agent's trust after caps.</summary>
    public TrustLevel Trust { get; }

    /// <summary>The snapshot of step 1; no later step reads the holder again.</summary>
    public RuleSet Rules { get; }

    /// <summary>Why admission refuses, or null. Joined with what the rules say, so that the log names both.</summary>
    public Objection? Objection { get; }
}

/// <summary>A refusal by something that is not a rule.</summary>
/// <param name="Reason">The reason id.</param>
/// <param name="Message">Why, and what would be allowed.</param>
internal sealed record Objection(string Reason, string Message);
