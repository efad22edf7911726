using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// On whose behalf a call is made. The agent to which the caller's key is bound, or else the one that the operator configured, is proven, and
/// no message can name another: an agent must not shed its suspension or its lists by renaming. Without one, whatever a message says is a claim: <c>_meta["policyguard/agent"]</c>, else the
/// client's own name, else <c>local</c>.
/// </summary>
internal static class Agents
{
    private const string Key = "policyguard/agent";
    private const string ClientInfoKey = "io.modelcontextprotocol/clientInfo";
    private static readonly AgentRef Local = new("local", Proven: false);

    /// <summary>The agent where a client names none.</summary>
    public static AgentRef Default(Caller caller, GatewayOptions options) => Proven(caller, options) ?? Local;

    /// <summary>The agent of one request.</summary>
    public static AgentRef Of(RpcMessage message, AgentRef? ofSession, Caller caller, GatewayOptions options)
    {
        if (Proven(caller, options) is { } proven)
        {
            return proven;
        }

        if (message.Meta.IsEmpty)
        {
            return ofSession ?? Local;
        }

        if (RawJson.Text(RawJson.Member(message.Meta, Key)) is { } named)
        {
            return new AgentRef(named, Proven: false);
        }

        return ofSession ?? OfClientInfo(RawJson.Member(message.Meta, ClientInfoKey)) ?? Local;
    }

    /// <summary>The agent that <c>initialize</c> names, or null.</summary>
    public static AgentRef? OfInitialize(RpcMessage initialize, Caller caller, GatewayOptions options)
    {
        if (Proven(caller, options) is { } proven)
        {
            return proven;
        }

        if (!initialize.Meta.IsEmpty && RawJson.Text(RawJson.Member(initialize.Meta, Key)) is { } named)
        {
            return new AgentRef(named, Proven: false);
        }

        return OfClientInfo(RawJson.Member(initialize.Params, "clientInfo"));
    }

    private static AgentRef? Proven(Caller caller, GatewayOptions options) =>
        (caller.Agent ?? options.Agent) is { } agent ? new AgentRef(agent, Proven: true) : null;

    private static AgentRef? OfClientInfo(ReadOnlyMemory<byte> info) =>
        RawJson.Text(RawJson.Member(info, "name")) is { Length: > 0 } name ? new AgentRef(name, Proven: false) : null;
}
