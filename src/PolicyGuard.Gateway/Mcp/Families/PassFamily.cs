using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>Requests that pass without a decision; <c>initialize</c> tells the session who the client is.</summary>
internal sealed class PassFamily(Gate.Gate gate, GatewayOptions options, FromUpstream fromUpstream, TimeProvider time)
{
    private readonly Subscriptions _subscriptions = new(gate, options, time);
    private readonly InputRequests _inputs = new(gate, options, time);

    /// <summary>Hands a request on and its answer back.</summary>
    /// <exception cref="OperationCanceledException">The client left or cancelled.</exception>
    public async ValueTask<RouterReply> PassAsync(Exchange exchange, Route route, CancellationToken ct)
    {
        var message = exchange.Message;
        try
        {
            if (message.Is(RpcMethods.SubscriptionsListen) && await _subscriptions.RefusesAsync(exchange, route.Link, message, ct).ConfigureAwait(false) is { } refused)
            {
                return refused;
            }

            var answer = await new Forward(exchange, route, fromUpstream).SendAsync(ct).ConfigureAwait(false);
            if (answer.Message.Kind == RpcKind.Result && await _inputs.RefusesAsync(Party.Of(exchange), route.Link, answer.Message.Result, ct).ConfigureAwait(false) is { } unasked)
            {
                // Whatever brings questions brings them to be judged.
                return Refusals.Of(message.Id.Span, unasked, exchange.Era, options.DenyAs);
            }

            if (message.Is(RpcMethods.Initialize) && answer.Message.Kind == RpcKind.Result)
            {
                Greet(exchange.Session, message, answer.Message);
            }

            return new RouterReply(answer.Message.Utf8, answer.HttpStatus);
        }
        catch (UpstreamException e) when (e.Reason != Reasons.SessionUnknown || exchange.Session.IsShared)
        {
            return new RouterReply(RpcErrors.Error(message.Id.Span, RpcErrors.Internal, e.Message, e.Reason));
        }
    }

    private void Greet(ClientSession session, RpcMessage initialize, RpcMessage answer)
    {
        session.Agent = Agents.OfInitialize(initialize, session.Caller, options);
        session.Greeting = initialize.Params;
        session.Version = RawJson.Text(RawJson.Member(answer.Result, "protocolVersion")) ?? initialize.ProtocolVersion;
    }
}
