using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Families;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Joined;

/// <summary>
/// Several upstreams shown as one: finds the upstream that a request is for, by the name, the URI or the cursor in it, hands it on as that
/// upstream knows it, and shows what comes back as the client knows it. Agreements about the connection are made with the gateway itself.
/// </summary>
internal sealed class JoinedFamily(Gate.Gate gate, GatewayOptions options, CallFamily calls, ListFamily lists, OwnFamily own, TaskFamily tasks, FromUpstream fromUpstream, TimeProvider time)
{
    // An upstream that is still starting is worth a short wait before we say what there is.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(5);
    private readonly JoinedLists _lists = new(lists, own);
    private readonly JoinedSubscriptions _subscriptions = new(new Subscriptions(gate, options, time), fromUpstream);

    /// <summary>Takes one request.</summary>
    /// <exception cref="OperationCanceledException">The client left or cancelled.</exception>
    public async ValueTask<RouterReply> DispatchAsync(Exchange exchange, CancellationToken ct)
    {
        var message = exchange.Message;
        var links = exchange.Session.Endpoint.Links;
        var (treatment, kind) = Methods.FromClient(message.Method!);
        if (exchange.Era == Era.Modern && Revisions.HasNoMore(message.Method))
        {
            return new RouterReply(
                RpcErrors.Error(message.Id.Span, RpcErrors.MethodNotFound, $"this method is not part of revision {Revisions.Modern}", Reasons.MethodUnknown), 404);
        }

        switch (message.Method)
        {
            case RpcMethods.Initialize:
                return await InitializeAsync(exchange, links, ct).ConfigureAwait(false);
            case RpcMethods.ServerDiscover:
                await StartedAsync(links, ct).ConfigureAwait(false);
                return Answer(message, JoinedHello.Discover(exchange.Session.Endpoint));
            case RpcMethods.Ping:
                return Answer(message, "{}"u8);
            case RpcMethods.LoggingSetLevel:
                return await SetLevelAsync(exchange, links, ct).ConfigureAwait(false);
            case RpcMethods.SubscriptionsListen:
                return await _subscriptions.ListenAsync(exchange, ct).ConfigureAwait(false);
        }

        if (treatment == Treatment.List)
        {
            await StartedAsync(links, ct).ConfigureAwait(false);
            return await _lists.ListAsync(exchange, kind, ct).ConfigureAwait(false);
        }

        if (treatment == Treatment.Task)
        {
            return await TaskAsync(exchange, ct).ConfigureAwait(false);
        }

        return treatment == Treatment.Call
            ? await CallAsync(exchange, kind, ct).ConfigureAwait(false)
            : new RouterReply(
                RpcErrors.Error(message.Id.Span, RpcErrors.MethodNotFound, "several upstreams are joined here, and nothing in this method says which one is meant; use /mcp/{upstream}", Reasons.MethodUnknown),
                exchange.Era == Era.Modern ? 404 : 200);
    }

    /// <summary>Takes one notification.</summary>
    public static async ValueTask NotifyAsync(ClientSession session, RpcMessage message, CancellationToken ct)
    {
        if (message.Is(RpcMethods.Cancelled))
        {
            // The request under way tells its upstream.
            session.Cancel(message.CancelledId);
        }
        else if (message.Is(RpcMethods.Progress) && session.AskedBy(message.ProgressToken) is { } asked)
        {
            await asked.SendAsync(message, RequestHeaders.None, ct).ConfigureAwait(false);
        }
        else if (message.Is(MoreMethods.RootsChanged))
        {
            foreach (var link in session.Endpoint.Links)
            {
                if (session.Talking(link) is { } upstream)
                {
                    await upstream.SendAsync(message, RequestHeaders.None, ct).ConfigureAwait(false);
                }
            }
        }
    }

    private async ValueTask<RouterReply> CallAsync(Exchange exchange, CallKind kind, CancellationToken ct)
    {
        var (route, fault) = Find(exchange, kind);
        if (route is null && exchange.Session.Endpoint.Links.Any(link => link.Connection is null))
        {
            await StartedAsync(exchange.Session.Endpoint.Links, ct).ConfigureAwait(false);
            (route, fault) = Find(exchange, kind);
        }

        if (route is not { } found)
        {
            var reason = kind == CallKind.Tool ? Reasons.ToolUnknown : Reasons.NameInvalid;
            await gate.RecordMalformedAsync(reason, $"{exchange.Message.Method}: {fault}", exchange.Session.Endpoint.Name, exchange.Session.Caller).ConfigureAwait(false);
            return kind == CallKind.Tool
                ? Refusals.Of(exchange.Message.Id.Span, kind, $"PolicyGuard refused this call: {fault}", reason, null, null, null, exchange.Era, options.DenyAs)
                : new RouterReply(RpcErrors.Error(exchange.Message.Id.Span, RpcErrors.InvalidParams, fault!, reason));
        }

        var reply = await calls.InvokeAsync(exchange, found, kind, ct).ConfigureAwait(false);
        return reply with { Utf8 = JoinedAnswer.Show(reply.Utf8, found.Link, exchange.Era) };
    }

    // The gateway knows which upstream began which task for whom, so the ids stay as they are.
    private async ValueTask<RouterReply> TaskAsync(Exchange exchange, CancellationToken ct)
    {
        var message = exchange.Message;
        var links = exchange.Session.Endpoint.Links;
        if (message.Is(Methods.TasksList))
        {
            return new RouterReply(RpcErrors.Error(
                message.Id.Span, RpcErrors.MethodNotFound, "several upstreams are joined here; /mcp/{upstream} lists the tasks of one", Reasons.MethodUnknown),
                exchange.Era == Era.Modern ? 404 : 200);
        }

        var id = RawJson.Text(RawJson.Member(message.Params, "taskId"));
        var began = id is null ? [] : Array.FindAll(links, link => link.Tasks.Find(exchange.Session, exchange.Agent, id) is not null);
        if (began.Length > 1)
        {
            return new RouterReply(RpcErrors.Error(
                message.Id.Span, RpcErrors.InvalidParams, $"upstreams `{began[0].Name}` and `{began[1].Name}` both gave a task this id; use /mcp/{{upstream}}", Reasons.TaskUnknown));
        }

        // Where none began it, any of them is as good to say so.
        var link = began.Length == 1 ? began[0] : links[0];
        var reply = await tasks.TreatAsync(exchange, new Route(link, message, exchange.Headers), ct).ConfigureAwait(false);
        return reply with { Utf8 = JoinedAnswer.Show(reply.Utf8, link, exchange.Era) };
    }

    private static (Route? Route, string? Fault) Find(Exchange exchange, CallKind kind)
    {
        var message = exchange.Message;
        var endpoint = exchange.Session.Endpoint;
        if (message.Name is { } shown)
        {
            if (!endpoint.Names!.TryFind(shown, kind == CallKind.Tool ? JoinedNames.Tools : JoinedNames.Prompts, out var named, out var fault))
            {
                return (null, fault);
            }

            return (RouteTo(exchange, named.Link, RpcEdits.Name(message, named.Name), named.Name), null);
        }

        return message.Uri is { } handle && UriHandle.TryFind(endpoint.Links, handle, out var found)
            ? (RouteTo(exchange, found.Link, RpcEdits.Uri(message, found.Uri), found.Uri), null)
            : (null, "resources here are named by handles as resources/list gives them");
    }

    private static Route RouteTo(Exchange exchange, UpstreamLink link, JsonEdit edit, string name) => new(
        link,
        RawJson.Message(JsonSplice.Apply(exchange.Message.Utf8, edit)),
        exchange.Headers.With("Mcp-Name", HeaderText.Encode(name)));

    private async ValueTask<RouterReply> InitializeAsync(Exchange exchange, UpstreamLink[] links, CancellationToken ct)
    {
        var session = exchange.Session;
        await StartedAsync(links, ct).ConfigureAwait(false);
        session.Agent = Agents.OfInitialize(exchange.Message, session.Caller, options);
        session.Greeting = exchange.Message.Params;
        session.Version = Revisions.Legacy.Contains(exchange.Message.ProtocolVersion) ? exchange.Message.ProtocolVersion : Revisions.LastLegacy;
        return Answer(exchange.Message, JoinedHello.Initialize(session.Endpoint, session.Version!));
    }

    private static async ValueTask<RouterReply> SetLevelAsync(Exchange exchange, UpstreamLink[] links, CancellationToken ct)
    {
        exchange.Session.LogLevel = exchange.Message;
        foreach (var link in links.Where(link => link.Connection?.Offers("logging") == true && !exchange.Session.IsShared))
        {
            try
            {
                var upstream = await exchange.Session.TalkAsync(link, ct).ConfigureAwait(false);
                await upstream.RequestAsync(exchange.Message, exchange.Headers, NoSink.Instance, ct).ConfigureAwait(false);
            }
            catch (UpstreamException)
            {
                // It is told when it is back.
            }
        }

        return Answer(exchange.Message, "{}"u8);
    }

    private async ValueTask StartedAsync(UpstreamLink[] links, CancellationToken ct)
    {
        if (Array.TrueForAll(links, link => link.Fault != UpstreamLink.Connecting))
        {
            return;
        }

        var starting = Task.WhenAll(links.Where(link => link.Connection is null).Select(link => link.ConnectedAsync(ct).AsTask()));
        await Task.WhenAny(starting, Task.Delay(StartTime, time, ct)).ConfigureAwait(false);
        _ = starting.Exception;
        ct.ThrowIfCancellationRequested();
    }

    private static RouterReply Answer(RpcMessage message, ReadOnlySpan<byte> result) => new(RawJson.Result(message.Id.Span, result));
}
