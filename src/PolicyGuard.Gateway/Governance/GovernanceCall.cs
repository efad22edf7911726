using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gateway.Mcp;
using PolicyGuard.Governance;

namespace PolicyGuard.Gateway.Governance;

/// <summary>One call of a governance tool.</summary>
internal sealed class GovernanceCall
{
    /// <summary>Who speaks, with its rights.</summary>
    public required Actor Actor { get; init; }

    /// <summary>Who the transport proved the caller to be.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The conversation.</summary>
    public required FlowKey Flow { get; init; }

    /// <summary>What the operator says of the surroundings.</summary>
    public required CallContext Surroundings { get; init; }

    /// <summary>The door through which it came; tools that it lists are known by its names.</summary>
    public required Endpoint Endpoint { get; init; }

    /// <summary>The arguments.</summary>
    public required ToolArguments Arguments { get; init; }
}
