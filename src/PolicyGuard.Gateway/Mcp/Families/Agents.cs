using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// On whose behalf a call is made. The agent that the operator configured is proven, and no message can name another: an agent must not
/// shed its suspension or its lists by renaming. Without one, whatever a message says is a claim: <c>_meta["policyguard/agent"]</c>, else the
/// client's own name, else <c>local</c>.
/// </summary>
internal static class Agents
{
    private const string Key = "policyguard/agent";
    private const string ClientInfoKey = "io.modelcontextprotocol/clientInfo";
    private static readonly AgentRef Local = new("local", Proven: false);

    /// <summary>The agent where a client names none.</summary>
    public static AgentRef Default(GatewayOptions options) => options.Agent is { } agent ? new AgentRef(agent, Proven: true) : Local;

    /// <summary>The agent of one request.</summary>
    public static AgentRef Of(RpcMessage message, AgentRef? ofSession, AgentRef byDefault, GatewayOptions options)
    {
        if (options.Agent is not null)
        {
            return byDefault;
        }

        if (message.Meta.IsEmpty)
        {
            return ofSession ?? byDefault;
        }

        if (RawJson.Text(RawJson.Member(message.Meta, Key)) is { } named)
        {
            return new AgentRef(named, Proven: false);
        }

        return ofSession ?? OfClientInfo(RawJson.Member(message.Meta, ClientInfoKey)) ?? byDefault;
    }

    /// <summary>The agent that <c>initialize</c> names, or null.</summary>
    public static AgentRef? OfInitialize(RpcMessage initialize, GatewayOptions options)
    {
        if (options.Agent is not null)
        {
            return Default(options);
        }

        if (!initialize.Meta.IsEmpty && RawJson.Text(RawJson.Member(initialize.Meta, Key)) is { } named)
        {
            return new AgentRef(named, Proven: false);
        }

        return OfClientInfo(RawJson.Member(initialize.Params, "clientInfo"));
    }

    private static AgentRef? OfClientInfo(ReadOnlyMemory<byte> info) =>
        RawJson.Text(RawJson.Member(info, "name")) is { Length: > 0 } name ? new AgentRef(name, Proven: false) : null;
}
