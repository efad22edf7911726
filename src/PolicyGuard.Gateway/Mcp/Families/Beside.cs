using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>Messages beside the calls, spelled as calls of kind <see cref="CallKind.Method"/> for the gate and its log.</summary>
internal static class Beside
{
    /// <summary>The message as a call; its target is its method.</summary>
    public static ToolCall CallOf(Party party, string? upstream, RpcMessage message, GatewayOptions options, TimeProvider time) => new()
    {
        Id = Ids.Call(time.GetUtcNow()),
        Kind = CallKind.Method,
        ActionType = ActionTypes.Of(CallKind.Method),
        Target = CanonicalName.TryCreateOpaque(message.Method, out var name, out _) ? name! : CanonicalName.Of("method"),
        Upstream = upstream,
        Arguments = message.Params.IsEmpty ? Arguments.Empty : new Arguments(message.Params),
        Sent = Sent.Of(message, CallKind.Method),
        Caller = party.Session.Caller,
        Agent = party.Agent,
        Flow = party.Flow,
        Context = options.Context,
        ReceivedAt = time.GetUtcNow(),
    };
}
