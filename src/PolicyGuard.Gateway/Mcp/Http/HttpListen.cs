using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Mcp.Clients;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>A GET: the stream of what upstreams say unasked, and of what is redelivered (legacy era).</summary>
internal sealed class HttpListen(McpRouter router, Gate.Gate gate, SessionTable sessions, TimeProvider time)
{
    private readonly HttpRefusal _refusal = new(gate);

    /// <summary>Answers a GET.</summary>
    public async Task HandleAsync(HttpContext http, Endpoint endpoint)
    {
        if (HeaderCheck.Of(http.Request.Headers, HeaderCheck.Session) is not { } id)
        {
            await HttpRefusal.NotAllowedAsync(http).ConfigureAwait(false);
        }
        else if (!HttpAccept.TakesEvents(http.Request))
        {
            await _refusal.WriteAsync(http, endpoint.Name, 406, RpcErrors.BadRequest, "a listener has to accept text/event-stream", Reasons.MessageInvalid).ConfigureAwait(false);
        }
        else if (sessions.Find(id, endpoint, HttpCaller.Of(http)) is not { } session)
        {
            await _refusal.UnknownSessionAsync(http, endpoint).ConfigureAwait(false);
        }
        else
        {
            await CountedAsync(http, endpoint, session).ConfigureAwait(false);
        }
    }

    private async Task CountedAsync(HttpContext http, Endpoint endpoint, ClientSession session)
    {
        if (!sessions.Streams.TryEnter())
        {
            await _refusal.WriteAsync(http, endpoint.Name, 503, RpcErrors.BadRequest, $"more than {sessions.Streams.Most} streams are open", Reasons.TooManyStreams).ConfigureAwait(false);
            return;
        }

        sessions.Hold(session, +1);
        try
        {
            await ListenAsync(http, session).ConfigureAwait(false);
        }
        finally
        {
            sessions.Hold(session, -1);
            sessions.Streams.Leave();
        }
    }

    private async Task ListenAsync(HttpContext http, ClientSession session)
    {
        await using var stream = new ReplyStream(http, time, accepted: true, passesMarks: !session.Endpoint.IsJoined);
        try
        {
            if (!await router.ListenAsync(session, PassedHeaders.Of(http.Request.Headers), stream, http.RequestAborted).ConfigureAwait(false) && !stream.Started)
            {
                await HttpRefusal.NotAllowedAsync(http).ConfigureAwait(false);
            }
        }
        catch (UpstreamException e) when (!stream.Started)
        {
            var lost = e.Reason == Reasons.SessionUnknown;
            if (lost)
            {
                sessions.End(session);
            }

            await HttpAnswer.WriteErrorAsync(http, lost ? 404 : 502, default, lost ? RpcErrors.SessionUnknown : RpcErrors.Internal, e.Message, e.Reason).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UpstreamException or OperationCanceledException or IOException)
        {
            // One side ended the stream; the client may open another.
        }
    }
}
