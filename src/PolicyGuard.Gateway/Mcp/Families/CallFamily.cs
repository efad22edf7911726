using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Governance;
using PolicyGuard.Registry;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>Requests that do something: each goes through the gate, and to the upstream only with its permit.</summary>
internal sealed class CallFamily(Gate.Gate gate, GatewayOptions options, FromUpstream fromUpstream, GatewayServices services, TimeProvider time)
{
    private static readonly byte[] Private = "\"private\""u8.ToArray();
    private readonly InputRequests _inputs = new(gate, options, time);
    private readonly RoundTripApproval _roundTrips = new(services, options);

    /// <summary>Carries a call through the gate.</summary>
    /// <exception cref="UpstreamException">With <see cref="Reasons.SessionUnknown"/>: the upstream ended the session.</exception>
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
            catch (Exception e) when (e is RegistryException || (e is UpstreamException lost && (lost.Reason != Reasons.SessionUnknown || exchange.Session.IsShared)))
            {
                // Nothing was decided and nothing ran; the log still says that somebody wanted to.
                var reason = (e as UpstreamException)?.Reason ?? Reasons.RegistryUnavailable;
                await gate.RecordEventAsync(reason, $"tool `{target.Shown}` was not called: {e.Message}", exchange.Agent.Id).ConfigureAwait(false);
                return new RouterReply(RpcErrors.Error(id.Span, RpcErrors.Internal, e.Message, reason));
            }
        }

        if (kind == CallKind.Tool && UnseenMismatch(exchange, route) is { } wrong)
        {
            await gate.RecordMalformedAsync(Reasons.HeaderMismatch, wrong, exchange.Session.Endpoint.Name, exchange.Session.Caller).ConfigureAwait(false);
            return new RouterReply(RpcErrors.Error(id.Span, RpcErrors.HeaderMismatch, wrong, Reasons.HeaderMismatch), 400);
        }

        var (message, answered) = await _roundTrips.TakeAsync(exchange, route.Message, ct).ConfigureAwait(false);
        route = route with { Message = message };
        var call = CallOf(exchange, route, kind, target, definition);
        var forward = new Forward(exchange, route, fromUpstream);
        var asks = await _roundTrips.AsksAsync(exchange, kind, ct).ConfigureAwait(false);
        var wait = asks ? null : new HumanWait(exchange, services, options);
        var reply = await gate.InvokeAsync(call, forward, wait, ct).ConfigureAwait(false);
        if (reply.Status == ReplyStatus.Done && !forward.HasRun)
        {
            // Kept back before and released now; what it asks of the client is judged today.
            return await _inputs.RefusesAsync(Party.Of(exchange), route.Link, reply.Result!.Json, ct).ConfigureAwait(false) is { } refusedNow
                ? Unasked(exchange, kind, call, refusedNow)
                : new RouterReply(RawJson.Response(id.Span, reply.Result.Json.Span, reply.Result.IsProtocolError));
        }

        if (reply.Status == ReplyStatus.Done)
        {
            route.Link.Tasks.Note(exchange.Session, call, forward.Answer.Message.Result);
            return await _inputs.RefusesAsync(Party.Of(exchange), route.Link, forward.Raw, ct).ConfigureAwait(false) is { } refused
                ? Unasked(exchange, kind, call, refused)
                : Done(reply, forward, kind);
        }

        if (reply is { Status: ReplyStatus.Failed, Reason: Reasons.SessionUnknown } && !exchange.Session.IsShared)
        {
            throw new UpstreamException(reply.Reason, reply.Message);
        }

        return asks && await _roundTrips.AskAsync(exchange, reply, answered, ct).ConfigureAwait(false) is { } question
            ? question
            : Refusals.Of(id.Span, reply, exchange.Era, options.DenyAs);
    }

    // Where nothing was redacted the upstream's bytes pass as they came, except that nobody may share what only this caller was allowed.
    private static RouterReply Done(Reply reply, Forward forward, CallKind kind)
    {
        var utf8 = reply.Result!.Json.Equals(forward.Raw)
            ? forward.Answer.Message.Utf8
            : JsonSplice.Replace(forward.Answer.Message.Utf8, forward.Raw, reply.Result.Json.Span);
        if (kind == CallKind.Resource && RawJson.MayHold(utf8, "\"cacheScope\""u8))
        {
            var scope = RawJson.Member(RawJson.Message(utf8).Result, "cacheScope");
            utf8 = scope.IsEmpty ? utf8 : JsonSplice.Replace(utf8, scope, Private);
        }

        return new RouterReply(utf8, forward.Answer.HttpStatus);
    }

    // The call ran as far as the upstream's question; the question is what may not pass.
    private RouterReply Unasked(Exchange exchange, CallKind kind, ToolCall call, Reply refused)
    {
        var rule = refused.Decision.Rules.Count > 0 ? refused.Decision.Rules[0].Rule : null;
        return Refusals.Of(
            exchange.Message.Id.Span, kind, $"PolicyGuard refused what the upstream asked of you in answer to this call: {refused.Message}", refused.Reason,
            rule, call.Id, refused.Decision.ApprovalId, exchange.Era, options.DenyAs);
    }

    // An upstream that gets the headers compares them itself; one that gets none relies on us.
    private static string? UnseenMismatch(Exchange exchange, Route route) =>
        exchange.Era == Era.Modern && exchange.Headers.Values.Count > 0 && route.Link.Connection is not { IsHttp: true, Dialect.Era: Era.Modern }
            ? route.Link.Tools.HeadersOf(route.Message.Name)?.Mismatch(route.Message.Arguments, exchange.Headers)
            : null;

    private ToolCall CallOf(Exchange exchange, Route route, CallKind kind, CanonicalName target, ToolDefinition? definition) => new()
    {
        Id = Ids.Call(time.GetUtcNow()),
        Kind = kind,
        ActionType = ActionTypes.Of(kind),
        Target = target,
        Upstream = route.Link.Name,
        Arguments = Targets.ArgumentsOf(route.Message, kind),
        Sent = Sent.Of(route.Message, kind),
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
