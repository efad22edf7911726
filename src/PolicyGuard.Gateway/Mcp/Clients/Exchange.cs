using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Clients;

/// <summary>One request of a client's on its way.</summary>
internal sealed class Exchange
{
    /// <summary>The client.</summary>
    public required ClientSession Session { get; init; }

    /// <summary>The request, as it came.</summary>
    public required RpcMessage Message { get; init; }

    /// <summary>The headers that go with it.</summary>
    public required RequestHeaders Headers { get; init; }

    /// <summary>Takes what the client is told before the answer.</summary>
    public required IMessageSink Client { get; init; }

    /// <summary>The era of this request.</summary>
    public required Era Era { get; init; }

    /// <summary>On whose behalf it is made.</summary>
    public required AgentRef Agent { get; init; }

    /// <summary>The conversation to which it belongs.</summary>
    public required FlowKey Flow { get; init; }
}
