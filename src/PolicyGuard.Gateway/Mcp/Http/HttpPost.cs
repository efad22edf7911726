using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>A POST: one message in, one answer or a stream of messages out.</summary>
internal sealed class HttpPost(McpRouter router, Gate.Gate gate, SessionTable sessions, GatewayOptions options, TimeProvider time)
{
    private readonly HttpRefusal _refusal = new(gate);

    /// <summary>Answers a POST.</summary>
    public async Task HandleAsync(HttpContext http, Endpoint endpoint)
    {
        var request = http.Request;
        if (!HttpAccept.IsJson(request))
        {
            await _refusal.WriteAsync(http, endpoint.Name, 415, RpcErrors.InvalidRequest, HttpAccept.NotJson(request), Reasons.MessageInvalid).ConfigureAwait(false);
            return;
        }

        if (await RequestBody.ReadAsync(request, options.Message.MaxBytes, http.RequestAborted).ConfigureAwait(false) is not { } body)
        {
            await _refusal.WriteAsync(http, endpoint.Name, 413, RpcErrors.InvalidRequest, $"the message is larger than {options.Message.MaxBytes} bytes", Reasons.MessageTooLarge).ConfigureAwait(false);
            return;
        }

        if (!RpcReader.TryRead(body, options.Message, out var message, out var fault) || message is null)
        {
            await UnreadAsync(http, endpoint, fault!).ConfigureAwait(false);
            return;
        }

        var era = Revisions.EraOf(message, HeaderCheck.Of(request.Headers, HeaderCheck.Version));
        if (era == Era.Modern && message.Kind == RpcKind.Request && HeaderCheck.Fault(message, request.Headers) is var (code, reason, wrong))
        {
            await _refusal.WriteAsync(http, endpoint.Name, 400, code, wrong, reason, message.Id).ConfigureAwait(false);
            return;
        }

        if (era == Era.Legacy && !message.Is(RpcMethods.Initialize) && HeaderCheck.Unspoken(request.Headers) is { } unspoken)
        {
            await _refusal.WriteAsync(http, endpoint.Name, 400, RpcErrors.BadRequest, unspoken, Reasons.MessageInvalid, message.Id).ConfigureAwait(false);
            return;
        }

        if (message.Is(RpcMethods.SubscriptionsListen) && !sessions.Streams.HasSome)
        {
            // Its stream is all that it is for.
            await _refusal.WriteAsync(http, endpoint.Name, 503, RpcErrors.BadRequest, $"more than {sessions.Streams.Most} streams are open", Reasons.TooManyStreams, message.Id).ConfigureAwait(false);
            return;
        }

        var greets = era == Era.Legacy && message.Kind == RpcKind.Request && message.Is(RpcMethods.Initialize);
        if (SessionOf(http, endpoint, era, greets) is not { } session)
        {
            await _refusal.UnknownSessionAsync(http, endpoint, message.Id).ConfigureAwait(false);
            return;
        }

        await (session.IsShared ? TakeAsync(http, session, message) : TakeInSessionAsync(http, session, message, greets)).ConfigureAwait(false);
    }

    private ClientSession? SessionOf(HttpContext http, Endpoint endpoint, Era era, bool greets)
    {
        var caller = HttpCaller.Of(http);
        if (greets)
        {
            return router.OpenSession(SessionTable.NewId(), endpoint, caller);
        }

        return era == Era.Legacy && http.Request.Headers.TryGetValue(HeaderCheck.Session, out var ids)
            ? ids.Count == 1 ? sessions.Find(ids[0]!, endpoint, caller) : null
            : endpoint.Shared(caller, router);
    }

    private async Task TakeAsync(HttpContext http, ClientSession session, RpcMessage message)
    {
        var stream = new ReplyStream(http, time, HttpAccept.TakesEvents(http.Request), passesMarks: false, sessions.Streams);
        try
        {
            var reply = await router.HandleAsync(session, message, PassedHeaders.Of(http.Request.Headers), stream, http.RequestAborted).ConfigureAwait(false);
            await AnswerAsync(http, stream, reply).ConfigureAwait(false);
        }
        catch (UpstreamException e)
        {
            await AnswerAsync(http, stream, Failed(message, e)).ConfigureAwait(false);
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task TakeInSessionAsync(HttpContext http, ClientSession session, RpcMessage message, bool greets)
    {
        var marks = !session.Endpoint.IsJoined && message.Kind == RpcKind.Request && HttpAccept.TakesEvents(http.Request);
        using var detachment = new Detachment(http);
        var stream = new ReplyStream(http, time, HttpAccept.TakesEvents(http.Request), marks, sessions.Streams) { Detachment = detachment };
        if (greets)
        {
            if (!await sessions.TryAddAsync(session).ConfigureAwait(false))
            {
                await session.DisposeAsync().ConfigureAwait(false);
                await _refusal.WriteAsync(http, session.Endpoint.Name, 503, RpcErrors.BadRequest, $"{options.MaxSessions} sessions have requests under way", Reasons.TooManyStreams, message.Id).ConfigureAwait(false);
                return;
            }

            // The id goes out with the response's headers, which a stream sends before the answer is known.
            stream.SessionId = session.Id;
        }

        sessions.Hold(session, +1);
        try
        {
            _ = detachment.FollowAsync(router.HandleAsync(session, message, PassedHeaders.Of(http.Request.Headers), stream, detachment.Cancelled));
            if (await detachment.Outcome.ConfigureAwait(false) is { } reply)
            {
                stream.SessionId = greets && session.Version is null ? null : stream.SessionId;
                await AnswerAsync(http, stream, reply).ConfigureAwait(false);
            }
        }
        catch (UpstreamException e)
        {
            if (e.Reason == Reasons.SessionUnknown)
            {
                sessions.End(session);
            }

            await AnswerAsync(http, stream, Failed(message, e)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            // Cancelled by a message, or by the end of the session; the response has to end somehow.
            await AnswerAsync(http, stream, new RouterReply(RpcErrors.Error(message.Id.Span, RpcErrors.BadRequest, "cancelled", Reasons.CallCancelled))).ConfigureAwait(false);
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            sessions.Hold(session, -1);
            if (greets && session.Version is null)
            {
                sessions.End(session);
            }
        }
    }

    private static Task AnswerAsync(HttpContext http, ReplyStream stream, RouterReply reply)
    {
        if (reply.Utf8.IsEmpty)
        {
            http.Response.StatusCode = reply.HttpStatus;
            return Task.CompletedTask;
        }

        if (stream.Started || HttpAccept.TakesEventsOnly(http.Request))
        {
            return stream.WriteAsync(reply.Utf8, http.RequestAborted).AsTask();
        }

        if (stream.SessionId is { } id)
        {
            http.Response.Headers[HeaderCheck.Session] = id;
        }

        return HttpAnswer.WriteAsync(http, reply.HttpStatus, reply.Utf8);
    }

    // Notifications and answers have no JSON-RPC answer in which a failure could be told; a lost session is told by status in any case.
    private static RouterReply Failed(RpcMessage message, UpstreamException e) => e.Reason == Reasons.SessionUnknown
        ? new(RpcErrors.Error(message.Id.Span, RpcErrors.SessionUnknown, e.Message, e.Reason), 404)
        : new(RpcErrors.Error(message.Id.Span, RpcErrors.Internal, e.Message, e.Reason), 502);

    private async Task UnreadAsync(HttpContext http, Endpoint endpoint, RpcFault fault)
    {
        var headers = http.Request.Headers;
        if (fault.Reason == Reasons.MessageInvalid && Revisions.IsModern(HeaderCheck.Of(headers, HeaderCheck.Version)) && Revisions.HasNoMore(HeaderCheck.Of(headers, HeaderCheck.Method)))
        {
            // Its parameters are not worth a word: the method itself is gone, and clients tell the eras apart by this answer.
            await _refusal.WriteAsync(http, endpoint.Name, 404, RpcErrors.MethodNotFound, $"this method is not part of revision {Revisions.Modern}", Reasons.MethodUnknown, fault.Id).ConfigureAwait(false);
            return;
        }

        await _refusal.WriteAsync(http, endpoint.Name, 400, fault.Code, fault.Message, fault.Reason, fault.Id).ConfigureAwait(false);
    }
}
