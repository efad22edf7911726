using PolicyGuard.Calls;
using PolicyGuard.Flows;

namespace PolicyGuard.Governance;

/// <summary>An action that an agent describes before it does it.</summary>
public sealed record ActionRequest
{
    /// <summary>What kind of action, for example <c>tool_call</c>; rules compare it.</summary>
    public required string ActionType { get; init; }

    /// <summary>The tool, resource or other thing that it is aimed at.</summary>
    public required string Target { get; init; }

    /// <summary>Who would do it: a subject, not necessarily who asks.</summary>
    public required string AgentId { get; init; }

    /// <summary>The action's parameters: a JSON object that the strict reader accepts.</summary>
    public Arguments Parameters { get; init; } = Arguments.Empty;

    /// <summary>Why, in the agent's words; written down, never believed.</summary>
    public string? Context { get; init; }

    /// <summary>The approval that the agent was told to wait for, or null.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>Who the transport proved the caller to be.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The conversation.</summary>
    public required FlowKey Flow { get; init; }

    /// <summary>What the operator says of the surroundings.</summary>
    public CallContext Surroundings { get; init; } = CallContext.Empty;

    /// <summary>The upstream whose tool the target is, where it is one; null where nobody will do the action through us.</summary>
    public string? Upstream { get; init; }

    /// <summary>The tool's own name, where <see cref="Upstream"/> is set and shows it under another.</summary>
    public string? Tool { get; init; }

    /// <summary>The pinned definition of that tool.</summary>
    public ToolDefinition? Definition { get; init; }
}
