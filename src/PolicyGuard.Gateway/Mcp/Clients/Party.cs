using PolicyGuard.Calls;
using PolicyGuard.Flows;

namespace PolicyGuard.Gateway.Mcp.Clients;

/// <summary>The client's side of what an upstream sends: whose conversation it is, and on whose behalf.</summary>
/// <param name="Session">The client.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Flow">The conversation.</param>
internal readonly record struct Party(ClientSession Session, AgentRef Agent, FlowKey Flow)
{
    /// <summary>Who made a request.</summary>
    public static Party Of(Exchange exchange) => new(exchange.Session, exchange.Agent, exchange.Flow);
}
