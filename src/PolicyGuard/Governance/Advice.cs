using PolicyGuard.Calls;

namespace PolicyGuard.Governance;

/// <summary>What an agent is told about an action.</summary>
public sealed record Advice
{
    /// <summary>The id under which the ledger knows the question: <c>act_</c> and 12 hexadecimal digits.</summary>
    public required string ActionId { get; init; }

    /// <summary>Whether the agent may go on.</summary>
    public required bool Allowed { get; init; }

    /// <summary>Whether a human's answer is still missing.</summary>
    public bool RequireApproval { get; init; }

    /// <summary>Why, for an agent or a person.</summary>
    public required string Reason { get; init; }

    /// <summary>Why, as an id of the closed list.</summary>
    public required string ReasonId { get; init; }

    /// <summary>Concerns that did not stop it.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What decided: a policy's name, <c>agent_denied_tools</c>, <c>agent_allowed_tools</c>, <c>agent_suspended</c>, <c>default_…</c>; null where something else did.</summary>
    public string? PolicyMatched { get; init; }

    /// <summary>The rule that decided, or null.</summary>
    public string? Rule { get; init; }

    /// <summary>The effect that the rules, lists and defaults had.</summary>
    public required Effect Effect { get; init; }

    /// <summary>The approval that was asked for or answered, or null.</summary>
    public string? ApprovalId { get; init; }
}
