using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// On whose behalf a call is made. Whatever a message says of that is a claim: <c>_meta["policyguard/agent"]</c>, else the configured agent,
/// else the client's own name, else <c>local</c>.
/// </summary>
internal static class Agents
{
    private const string Key = "policyguard/agent";
    private const string ClientInfoKey = "io.modelcontextprotocol/clientInfo";
    private static readonly AgentRef Local = new("local", Proven: false);

    /// <summary>The agent where a client names none.</summary>
    public static AgentRef Default(GatewayOptions options) => options.Agent is { } agent ? new AgentRef(agent, Proven: false) : Local;

    /// <summary>The agent of one request.</summary>
    public static AgentRef Of(RpcMessage message, AgentRef? ofSession, AgentRef byDefault, GatewayOptions options)
    {
        if (message.Meta.IsEmpty)
        {
            return ofSession ?? byDefault;
        }

        if (Text(message.Meta, Key) is { } named)
        {
            return new AgentRef(named, Proven: false);
        }

        return ofSession ?? (options.Agent is null && JsonParts.TryGetMember(message.Meta, ClientInfoKey, out var info) ? OfClientInfo(info) : null) ?? byDefault;
    }

    /// <summary>The agent that <c>initialize</c> names, or null.</summary>
    public static AgentRef? OfInitialize(RpcMessage initialize, GatewayOptions options)
    {
        if (!initialize.Meta.IsEmpty && Text(initialize.Meta, Key) is { } named)
        {
            return new AgentRef(named, Proven: false);
        }

        return options.Agent is null && !initialize.Params.IsEmpty && initialize.Params.Span[0] == '{' && JsonParts.TryGetMember(initialize.Params, "clientInfo", out var info)
            ? OfClientInfo(info)
            : null;
    }

    private static AgentRef? OfClientInfo(ReadOnlyMemory<byte> info) =>
        info.Span[0] == '{' && Text(info, "name") is { Length: > 0 } name ? new AgentRef(name, Proven: false) : null;

    private static string? Text(ReadOnlyMemory<byte> container, string member)
    {
        if (container.Span[0] != '{' || !JsonParts.TryGetMember(container, member, out var value) || value.Span[0] != '"')
        {
            return null;
        }

        var json = new Utf8JsonReader(value.Span);
        return json.Read() ? json.GetString() : null;
    }
}
