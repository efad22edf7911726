using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>Requests that pass without a decision; <c>initialize</c> tells the session who the client is.</summary>
internal sealed class PassFamily(GatewayOptions options, FromUpstream fromUpstream)
{
    /// <summary>Hands a request on and its answer back.</summary>
    /// <exception cref="OperationCanceledException">The client left or cancelled.</exception>
    public async ValueTask<RouterReply> PassAsync(Exchange exchange, Route route, CancellationToken ct)
    {
        var message = exchange.Message;
        try
        {
            var answer = await new Forward(exchange, route, fromUpstream).SendAsync(ct).ConfigureAwait(false);
            if (message.Is(RpcMethods.Initialize) && answer.Message.Kind == RpcKind.Result)
            {
                Greet(exchange.Session, message, answer.Message);
            }

            return new RouterReply(answer.Message.Utf8, answer.HttpStatus);
        }
        catch (UpstreamException e) when (e.Reason != Reasons.SessionUnknown)
        {
            return new RouterReply(RpcErrors.Error(message.Id.Span, RpcErrors.Internal, e.Message, e.Reason));
        }
    }

    private void Greet(ClientSession session, RpcMessage initialize, RpcMessage answer)
    {
        session.Agent = Agents.OfInitialize(initialize, options);
        session.Greeting = initialize.Params;
        session.Version = answer.Result.Span[0] == '{' && JsonParts.TryGetMember(answer.Result, "protocolVersion", out var version) && version.Span[0] == '"'
            ? System.Text.Encoding.UTF8.GetString(version.Span[1..^1])
            : initialize.ProtocolVersion;
    }
}
