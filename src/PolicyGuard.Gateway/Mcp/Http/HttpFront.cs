using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Health;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>
/// MCP's Streamable HTTP in front of the router, both eras on one endpoint: sessions by <c>Mcp-Session-Id</c> after <c>initialize</c>,
/// everything else request by request. No framework of routes and filters lies between Kestrel and the message.
/// </summary>
internal sealed class HttpFront(
    McpRouter router, Gate.Gate gate, EndpointTable endpoints, SessionTable sessions, HealthReport health, GatewayOptions options, TimeProvider time)
{
    private readonly DoorCheck _door = new(options);
    private int _streams;

    /// <summary>Answers one HTTP request.</summary>
    public Task HandleAsync(HttpContext http)
    {
        if (_door.Refuses(http.Request) is { } reason)
        {
            return RefuseAsync(http, 403, RpcErrors.BadRequest, reason == Reasons.HostRefused ? "this Host is not served here" : "this Origin may not call", reason);
        }

        var path = http.Request.Path.Value ?? "";
        if (path.StartsWith("/health", StringComparison.Ordinal))
        {
            return health.WriteAsync(http, path);
        }

        if (endpoints.Find(path) is not { } endpoint)
        {
            return HttpAnswer.WriteErrorAsync(http, 404, default, RpcErrors.BadRequest, "there is no such endpoint");
        }

        return http.Request.Method switch
        {
            "POST" => PostAsync(http, endpoint),
            "GET" => GetAsync(http, endpoint),
            "DELETE" => DeleteAsync(http, endpoint),
            _ => NotAllowedAsync(http),
        };
    }

    private async Task PostAsync(HttpContext http, Endpoint endpoint)
    {
        var ct = http.RequestAborted;
        if (!HttpAccept.IsJson(http.Request))
        {
            await RefuseAsync(http, 415, RpcErrors.InvalidRequest, "the body has to be application/json", Reasons.MessageInvalid).ConfigureAwait(false);
            return;
        }

        if (await RequestBody.ReadAsync(http.Request, options.Message.MaxBytes, ct).ConfigureAwait(false) is not { } body)
        {
            await RefuseAsync(http, 413, RpcErrors.InvalidRequest, $"the message is larger than {options.Message.MaxBytes} bytes", Reasons.MessageTooLarge).ConfigureAwait(false);
            return;
        }

        if (!RpcReader.TryRead(body, options.Message, out var message, out var fault) || message is null)
        {
            await UnreadAsync(http, endpoint, fault!).ConfigureAwait(false);
            return;
        }

        var era = Revisions.EraOf(message, HeaderCheck.Of(http.Request.Headers, HeaderCheck.Version));
        if (era == Era.Modern && message.Kind == RpcKind.Request && HeaderCheck.Fault(message, http.Request.Headers) is var (code, reason, wrong))
        {
            await gate.RecordMalformedAsync(reason, wrong, endpoint.Name, CallerOf(http)).ConfigureAwait(false);
            await HttpAnswer.WriteErrorAsync(http, 400, message.Id, code, wrong, reason).ConfigureAwait(false);
            return;
        }

        if (SessionOf(http, endpoint, message, era) is not { } session)
        {
            await RefuseAsync(http, 404, RpcErrors.SessionUnknown, "the session is not known, or ended: initialize again", Reasons.SessionUnknown, message.Id).ConfigureAwait(false);
            return;
        }

        await TakeAsync(http, session, message, ct).ConfigureAwait(false);
    }

    private async Task UnreadAsync(HttpContext http, Endpoint endpoint, RpcFault fault)
    {
        await gate.RecordMalformedAsync(fault.Reason, fault.Message, endpoint.Name, CallerOf(http)).ConfigureAwait(false);
        var headers = http.Request.Headers;
        if (fault.Reason == Reasons.MessageInvalid && Revisions.IsModern(HeaderCheck.Of(headers, HeaderCheck.Version)) && Revisions.HasNoMore(HeaderCheck.Of(headers, HeaderCheck.Method)))
        {
            // Its parameters are not worth a word: the method itself is gone, and clients tell the eras apart by this answer.
            await HttpAnswer.WriteErrorAsync(http, 404, fault.Id, RpcErrors.MethodNotFound, $"this method is not part of revision {Revisions.Modern}", Reasons.MethodUnknown).ConfigureAwait(false);
            return;
        }

        await HttpAnswer.WriteErrorAsync(http, 400, fault.Id, fault.Code, fault.Message, fault.Reason).ConfigureAwait(false);
    }

    private async Task TakeAsync(HttpContext http, ClientSession session, RpcMessage message, CancellationToken ct)
    {
        var greets = message.Is(RpcMethods.Initialize) && message.Kind == RpcKind.Request;
        var stream = new EventStream(http, time, HttpAccept.TakesEvents(http.Request), passesMarks: !session.Endpoint.IsJoined);
        if (greets && !session.IsShared)
        {
            // The id goes out with the response's headers, which a stream sends before the answer is known.
            sessions.Add(session);
            stream.SessionId = session.Id;
        }

        if (!session.IsShared)
        {
            sessions.Hold(session, +1);
        }

        try
        {
            if (await HandleAsync(http, session, message, stream).ConfigureAwait(false) is not { } reply)
            {
                return;
            }

            if (greets && session.Version is null)
            {
                stream.SessionId = null;
            }

            await AnswerAsync(http, stream, reply, ct).ConfigureAwait(false);
        }
        catch (UpstreamException e)
        {
            await FailedAsync(http, session, message, stream, e, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await AnswerAsync(http, stream, new RouterReply(RpcErrors.Error(message.Id.Span, RpcErrors.BadRequest, "cancelled", Reasons.CallCancelled)), ct).ConfigureAwait(false);
        }
        catch (Exception e) when (ct.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // The client left; there is nobody to answer.
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (!session.IsShared)
            {
                sessions.Hold(session, -1);
                if (greets && session.Version is null)
                {
                    sessions.End(session);
                }
            }
        }
    }

    // Null where the response ends now and the answer goes out on another stream.
    private async ValueTask<RouterReply?> HandleAsync(HttpContext http, ClientSession session, RpcMessage message, EventStream stream)
    {
        var headers = PassedHeaders.Of(http.Request.Headers);
        if (!stream.TakesMarks || session.IsShared)
        {
            return await router.HandleAsync(session, message, headers, stream, http.RequestAborted).ConfigureAwait(false);
        }

        var cancel = new CancellationTokenSource();
        using var aborted = http.RequestAborted.UnsafeRegister(
            static state =>
            {
                var (stream, cancel) = ((EventStream, CancellationTokenSource))state!;
                if (!stream.Leave())
                {
                    cancel.Cancel();
                }
            },
            (stream, cancel));
        var handling = router.HandleAsync(session, message, headers, stream, cancel.Token).AsTask();
        await Task.WhenAny(handling, stream.Detached).ConfigureAwait(false);
        if (handling.IsCompleted)
        {
            cancel.Dispose();
            return await handling.ConfigureAwait(false);
        }

        _ = handling.ContinueWith(stream.Settle, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return null;
    }

    private static async Task AnswerAsync(HttpContext http, EventStream stream, RouterReply reply, CancellationToken ct)
    {
        if (reply.Utf8.IsEmpty)
        {
            http.Response.StatusCode = reply.HttpStatus;
        }
        else if (stream.Started || HttpAccept.TakesEventsOnly(http.Request))
        {
            await stream.WriteAsync(reply.Utf8, ct).ConfigureAwait(false);
        }
        else
        {
            if (stream.SessionId is { } id)
            {
                http.Response.Headers["Mcp-Session-Id"] = id;
            }

            await HttpAnswer.WriteAsync(http, reply.HttpStatus, reply.Utf8).ConfigureAwait(false);
        }
    }

    // Notifications and answers have no JSON-RPC answer in which a failure could be told; a lost session is told by status in any case.
    private async Task FailedAsync(HttpContext http, ClientSession session, RpcMessage message, EventStream stream, UpstreamException e, CancellationToken ct)
    {
        var lost = e.Reason == Reasons.SessionUnknown;
        if (lost && !session.IsShared)
        {
            sessions.End(session);
        }

        var error = RpcErrors.Error(message.Id.Span, lost ? RpcErrors.SessionUnknown : RpcErrors.Internal, e.Message, e.Reason);
        await AnswerAsync(http, stream, new RouterReply(error, lost ? 404 : 502), ct).ConfigureAwait(false);
    }

    private ClientSession? SessionOf(HttpContext http, Endpoint endpoint, RpcMessage message, Era era)
    {
        var caller = CallerOf(http);
        if (era == Era.Modern)
        {
            return endpoint.Shared(caller, router);
        }

        if (message.Is(RpcMethods.Initialize) && message.Kind == RpcKind.Request)
        {
            return router.OpenSession(SessionTable.NewId(), endpoint, caller);
        }

        return http.Request.Headers.TryGetValue("Mcp-Session-Id", out var ids)
            ? ids.Count == 1 ? sessions.Find(ids[0]!, endpoint, caller) : null
            : endpoint.Shared(caller, router);
    }

    private async Task GetAsync(HttpContext http, Endpoint endpoint)
    {
        if (HeaderCheck.Of(http.Request.Headers, "Mcp-Session-Id") is not { } id)
        {
            await NotAllowedAsync(http).ConfigureAwait(false);
            return;
        }

        if (!HttpAccept.TakesEvents(http.Request))
        {
            await RefuseAsync(http, 406, RpcErrors.BadRequest, "a listener has to accept text/event-stream", Reasons.MessageInvalid).ConfigureAwait(false);
            return;
        }

        if (sessions.Find(id, endpoint, CallerOf(http)) is not { } session)
        {
            await RefuseAsync(http, 404, RpcErrors.SessionUnknown, "the session is not known, or ended: initialize again", Reasons.SessionUnknown).ConfigureAwait(false);
            return;
        }

        if (Interlocked.Increment(ref _streams) > options.MaxStreams)
        {
            Interlocked.Decrement(ref _streams);
            await RefuseAsync(http, 503, RpcErrors.BadRequest, $"more than {options.MaxStreams} streams are open", Reasons.TooManyStreams).ConfigureAwait(false);
            return;
        }

        var stream = new EventStream(http, time, accepted: true, passesMarks: !endpoint.IsJoined);
        sessions.Hold(session, +1);
        try
        {
            if (!await router.ListenAsync(session, PassedHeaders.Of(http.Request.Headers), stream, http.RequestAborted).ConfigureAwait(false) && !stream.Started)
            {
                await NotAllowedAsync(http).ConfigureAwait(false);
            }
        }
        catch (UpstreamException e) when (!stream.Started)
        {
            await FailedAsync(http, session, new RpcMessage { Utf8 = default, Kind = RpcKind.Notification }, stream, e, http.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UpstreamException or OperationCanceledException or IOException)
        {
            // One side ended the stream; the client may open another.
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            sessions.Hold(session, -1);
            Interlocked.Decrement(ref _streams);
        }
    }

    private async Task DeleteAsync(HttpContext http, Endpoint endpoint)
    {
        if (HeaderCheck.Of(http.Request.Headers, "Mcp-Session-Id") is not { } id)
        {
            await NotAllowedAsync(http).ConfigureAwait(false);
        }
        else if (sessions.Find(id, endpoint, CallerOf(http)) is { } session)
        {
            sessions.End(session);
        }
        else
        {
            await RefuseAsync(http, 404, RpcErrors.SessionUnknown, "the session is not known, or ended", Reasons.SessionUnknown).ConfigureAwait(false);
        }
    }

    private static Task NotAllowedAsync(HttpContext http)
    {
        http.Response.Headers.Allow = "POST";
        return HttpAnswer.WriteErrorAsync(http, 405, default, RpcErrors.BadRequest, "this method is not allowed here without a session");
    }

    private async Task RefuseAsync(HttpContext http, int status, int code, string message, string reason, ReadOnlyMemory<byte> id = default)
    {
        await gate.RecordMalformedAsync(reason, message, "http", CallerOf(http)).ConfigureAwait(false);
        await HttpAnswer.WriteErrorAsync(http, status, id, code, message, reason).ConfigureAwait(false);
    }

    // Without keys the local user is the only one who is known; who comes from elsewhere is nobody.
    private static Caller CallerOf(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address) ? Caller.Local : Caller.Anonymous;
}
