using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Ledger;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>Requests that pass without a decision; <c>initialize</c> tells the session who the client is.</summary>
internal sealed class PassFamily(Gate.Gate gate, GatewayOptions options, FromUpstream fromUpstream, TimeProvider time)
{
    private readonly Subscriptions _subscriptions = new(gate, options, time);
    private readonly TaskResults _tasks = new(gate, options, time);
    private readonly InputRequests _inputs = new(gate, options, time);

    /// <summary>Hands a request on and its answer back.</summary>
    /// <exception cref="OperationCanceledException">The client left or cancelled.</exception>
    public async ValueTask<RouterReply> PassAsync(Exchange exchange, Route route, CancellationToken ct)
    {
        var message = exchange.Message;
        if (exchange.Session.IsShared && message.Is(Methods.TasksList))
        {
            return new RouterReply(RpcErrors.Error(
                message.Id.Span, RpcErrors.MethodNotFound, "clients without a session share one here, so nobody may list its tasks; initialize first", Reasons.MethodUnknown));
        }

        try
        {
            if (message.Is(RpcMethods.SubscriptionsListen) && await _subscriptions.RefusesAsync(exchange, route.Link, message, ct).ConfigureAwait(false) is { } refused)
            {
                return refused;
            }

            var answer = await new Forward(exchange, route, fromUpstream).SendAsync(ct).ConfigureAwait(false);
            if (TaskResults.IsOne(message, answer.Message))
            {
                await _tasks.ObserveAsync(exchange, route.Link, answer.Message.Result).ConfigureAwait(false);
            }

            if (answer.Message.Kind == RpcKind.Result && await _inputs.RefusesAsync(exchange, route.Link, answer.Message.Result, ct).ConfigureAwait(false) is { } unasked)
            {
                // A task that waits for input asks in its state.
                return Refusals.Of(message.Id.Span, unasked, exchange.Era, options.DenyAs);
            }

            if (message.Is(RpcMethods.Initialize) && answer.Message.Kind == RpcKind.Result)
            {
                Greet(exchange.Session, message, answer.Message);
            }

            return new RouterReply(answer.Message.Utf8, answer.HttpStatus);
        }
        catch (LedgerException)
        {
            return new RouterReply(RpcErrors.Error(message.Id.Span, RpcErrors.Refused, "the audit log cannot be written, so the result is withheld; tell the operator", Reasons.ResultWithheld));
        }
        catch (UpstreamException e) when (e.Reason != Reasons.SessionUnknown || exchange.Session.IsShared)
        {
            return new RouterReply(RpcErrors.Error(message.Id.Span, RpcErrors.Internal, e.Message, e.Reason));
        }
    }

    private void Greet(ClientSession session, RpcMessage initialize, RpcMessage answer)
    {
        session.Agent = Agents.OfInitialize(initialize, options);
        session.Greeting = initialize.Params;
        session.Version = RawJson.Text(RawJson.Member(answer.Result, "protocolVersion")) ?? initialize.ProtocolVersion;
    }
}
