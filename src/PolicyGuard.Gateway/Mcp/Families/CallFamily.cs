using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Registry;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>Requests that do something: each goes through the gate, and to the upstream only with its permit.</summary>
internal sealed class CallFamily(Gate.Gate gate, GatewayOptions options, FromUpstream fromUpstream, TimeProvider time)
{
    /// <summary>Carries a call through the gate.</summary>
    /// <exception cref="OperationCanceledException">The client left or cancelled.</exception>
    public async ValueTask<RouterReply> InvokeAsync(Exchange exchange, Route route, CallKind kind, CancellationToken ct)
    {
        var id = exchange.Message.Id;
        if (Targets.Of(route.Message, kind, out var nameFault) is not { } target)
        {
            return await MisnamedAsync(exchange, kind, nameFault).ConfigureAwait(false);
        }

        ToolDefinition? definition = null;
        if (kind == CallKind.Tool)
        {
            try
            {
                definition = await Definitions.FindAsync(exchange, route.Link, target.Shown, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (e is UpstreamException or RegistryException)
            {
                // Nothing was decided and nothing ran; the log still says that somebody wanted to.
                var reason = (e as UpstreamException)?.Reason ?? Reasons.RegistryUnavailable;
                await gate.RecordEventAsync(reason, $"tool `{target.Shown}` was not called: {e.Message}", exchange.Agent.Id).ConfigureAwait(false);
                return new RouterReply(RpcErrors.Error(id.Span, RpcErrors.Internal, e.Message, reason));
            }
        }

        var call = CallOf(exchange, route, kind, target, definition);
        var forward = new Forward(exchange, route, fromUpstream);
        var reply = await gate.InvokeAsync(call, forward, ct).ConfigureAwait(false);
        return reply.Status == ReplyStatus.Done ? Done(reply, forward) : Refusals.Of(id.Span, reply, exchange.Era, options.DenyAs);
    }

    // Where nothing was redacted the upstream's bytes pass as they came.
    private static RouterReply Done(Reply reply, Forward forward) => new(
        reply.Result!.Json.Equals(forward.Raw)
            ? forward.Answer.Message.Utf8
            : JsonSplice.Replace(forward.Answer.Message.Utf8, forward.Raw, reply.Result.Json.Span),
        forward.Answer.HttpStatus);

    private ToolCall CallOf(Exchange exchange, Route route, CallKind kind, CanonicalName target, ToolDefinition? definition) => new()
    {
        Id = Ids.New("call"),
        Kind = kind,
        ActionType = ActionTypes.Of(kind),
        Target = target,
        Upstream = route.Link.Name,
        Arguments = Targets.ArgumentsOf(route.Message, kind),
        Caller = exchange.Session.Caller,
        Agent = exchange.Agent,
        Flow = exchange.Flow,
        Context = options.Context,
        Definition = definition,
        ReceivedAt = time.GetUtcNow(),
    };

    private async ValueTask<RouterReply> MisnamedAsync(Exchange exchange, CallKind kind, string fault)
    {
        await gate.RecordMalformedAsync(Reasons.NameInvalid, $"{exchange.Message.Method}: {fault}", exchange.Session.Endpoint.Name, exchange.Session.Caller).ConfigureAwait(false);
        return Refusals.Of(
            exchange.Message.Id.Span, kind, $"PolicyGuard refused this call: {fault}", Reasons.NameInvalid, null, null, null, exchange.Era, options.DenyAs);
    }
}
