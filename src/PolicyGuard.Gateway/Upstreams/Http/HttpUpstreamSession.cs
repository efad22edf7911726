using System.Net;
using PolicyGuard.Calls;
using PolicyGuard.Gate;

namespace PolicyGuard.Gateway.Upstreams.Http;

/// <summary>One client's conversation with an HTTP upstream: a session id in the legacy era, nothing but requests in the modern one.</summary>
internal sealed class HttpUpstreamSession : IUpstreamSession
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);
    private readonly HttpUpstream _upstream;
    private readonly DetachedRequests _detached = new();
    private volatile string? _sessionId;
    private volatile RequestHeaders _farewell = RequestHeaders.None;

    public HttpUpstreamSession(HttpUpstream upstream) => _upstream = upstream;

    private string Name => _upstream.Options.Name;

    /// <inheritdoc/>
    public async Task<UpstreamReply> RequestAsync(RpcMessage request, RequestHeaders headers, IMessageSink sink, CancellationToken ct)
    {
        using var clock = Clock(request, ct);
        try
        {
            var place = new StreamPlace();
            using (var post = UpstreamRequest.Post(_upstream, request, headers, _sessionId))
            using (var response = await _upstream.SendAsync(post, clock.Token).ConfigureAwait(false))
            {
                _upstream.Note(null);
                AnswerHeaders.Pass(response, sink);
                if (response.Headers.NonValidated.TryGetValues("Mcp-Session-Id", out var ids))
                {
                    _sessionId = ids.ToString();
                    _farewell = headers;
                }

                if (!IsEvents(response) || !response.IsSuccessStatusCode)
                {
                    return await ReadWholeAsync(response, request, clock).ConfigureAwait(false);
                }

                if (await ReadEventsAsync(response, request, place, sink, clock, sink.Left).ConfigureAwait(false) is { } answer)
                {
                    return answer;
                }
            }

            if (place.LastId is null)
            {
                throw new UpstreamException(Reasons.UpstreamFailed, $"upstream `{Name}` ended the stream without an answer");
            }

            return sink.TakesMarks
                ? await _detached.WaitAsync(request, sink, Name, clock).ConfigureAwait(false)
                : await ResumeAsync(request, headers, place, sink, clock).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested && request.ProtocolVersion is null)
        {
            // In the legacy era a closed stream says nothing; the message does.
            _ = TellCancelledAsync(request, headers);
            throw;
        }
        catch (Exception e) when (HttpFault.Of(e, Name, clock) is { } fault)
        {
            _upstream.Note(fault);
            throw fault;
        }
    }

    /// <inheritdoc/>
    public async Task SendAsync(RpcMessage message, RequestHeaders headers, CancellationToken ct)
    {
        using var clock = Clock(message, ct);
        try
        {
            using var post = UpstreamRequest.Post(_upstream, message, headers, _sessionId);
            using var response = await _upstream.SendAsync(post, clock.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw Refused(response);
            }
        }
        catch (Exception e) when (HttpFault.Of(e, Name, clock) is { } fault)
        {
            _upstream.Note(fault);
            throw fault;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> ListenAsync(RequestHeaders headers, IMessageSink sink, CancellationToken ct)
    {
        using var clock = new CallClock(_upstream.Options.Timeout, _upstream.Options.Timeout, _upstream.Time, ct);
        try
        {
            using var get = UpstreamRequest.Get(_upstream, headers, _sessionId);
            using var response = await _upstream.SendAsync(get, clock.Token).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented)
            {
                return false;
            }

            if (!response.IsSuccessStatusCode || !IsEvents(response))
            {
                throw Refused(response);
            }

            // From here on silence is normal: only the caller ends the stream.
            await sink.OnOpenAsync(ct).ConfigureAwait(false);
            using var events = new SseReader(await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false), _upstream.Limits.MaxBytes);
            while (await events.ReadAsync(ct).ConfigureAwait(false) is { } item)
            {
                if (await TakeAsync(item, sink, ct).ConfigureAwait(false) is not { } message)
                {
                    continue;
                }

                if (message.Kind is RpcKind.Request or RpcKind.Notification)
                {
                    await sink.OnMessageAsync(message, ct).ConfigureAwait(false);
                }
                else if (await _detached.AnswerAsync(message, ct).ConfigureAwait(false) is { } answer)
                {
                    await sink.OnMessageAsync(answer, ct).ConfigureAwait(false);
                }
            }

            return true;
        }
        catch (Exception e) when (HttpFault.Of(e, Name, clock) is { } fault)
        {
            _upstream.Note(fault);
            throw fault;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _sessionId, null) is not { } id)
        {
            return;
        }

        using var time = new CancellationTokenSource(FarewellTime, _upstream.Time);
        try
        {
            using var delete = UpstreamRequest.Delete(_upstream, _farewell, id);
            using var response = await _upstream.SendAsync(delete, time.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // A farewell that nobody hears changes nothing: the upstream drops idle sessions itself.
        }
    }

    // A subscription is one request that lasts as long as its client wants.
    private CallClock Clock(RpcMessage message, CancellationToken ct) => message.Is(RpcMethods.SubscriptionsListen)
        ? new(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, _upstream.Time, ct)
        : new(_upstream.Options.Timeout, _upstream.Options.MaxTime, _upstream.Time, ct);

    private async ValueTask<UpstreamReply> ReadWholeAsync(HttpResponseMessage response, RpcMessage request, CallClock clock)
    {
        if (!IsOf(response, "application/json"))
        {
            throw Refused(response);
        }

        var body = await HttpBody.ReadAsync(response.Content, _upstream.Limits.MaxBytes, clock.Token).ConfigureAwait(false);
        if (!RpcReader.TryRead(body, _upstream.Limits, out var message, out var fault) || message is null)
        {
            throw response.IsSuccessStatusCode ? Garbage(fault?.Message) : Refused(response);
        }

        if (response.IsSuccessStatusCode ? !Answers(message, request) : message.Kind != RpcKind.Error)
        {
            throw Garbage("the answer is not a response to the request");
        }

        return new UpstreamReply(message, (int)response.StatusCode);
    }

    // The answer, or null where the stream ended, or the client left it, before there was one.
    private async ValueTask<UpstreamReply?> ReadEventsAsync(
        HttpResponseMessage response, RpcMessage request, StreamPlace place, IMessageSink sink, CallClock clock, CancellationToken left)
    {
        using var events = new SseReader(await response.Content.ReadAsStreamAsync(clock.Token).ConfigureAwait(false), _upstream.Limits.MaxBytes);
        using var either = left.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(clock.Token, left) : null;
        var token = either?.Token ?? clock.Token;
        try
        {
            while (await events.ReadAsync(token).ConfigureAwait(false) is { } item)
            {
                clock.Extend();
                place.Note(item);
                if (await TakeAsync(item, sink, token).ConfigureAwait(false) is not { } message)
                {
                    continue;
                }

                if (message.Kind is RpcKind.Result or RpcKind.Error)
                {
                    return Answers(message, request) ? new UpstreamReply(message, (int)response.StatusCode) : throw Garbage("the answer is not a response to the request");
                }

                await sink.OnMessageAsync(message, token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested && !clock.Token.IsCancellationRequested && place.LastId is not null)
        {
            // The client may come back and ask for the rest.
        }
        catch (IOException) when (place.LastId is not null)
        {
            // So may we.
        }

        return null;
    }

    // The client of this sink does not know of event ids: so we ask for the rest of the stream ourselves.
    private async ValueTask<UpstreamReply> ResumeAsync(RpcMessage request, RequestHeaders headers, StreamPlace place, IMessageSink sink, CallClock clock)
    {
        while (true)
        {
            await Task.Delay(place.Pause, _upstream.Time, clock.Token).ConfigureAwait(false);
            using var get = UpstreamRequest.Get(_upstream, new RequestHeaders([.. headers.Values, new("Last-Event-ID", place.LastId!)]), _sessionId);
            using var response = await _upstream.SendAsync(get, clock.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode || !IsEvents(response))
            {
                throw Refused(response);
            }

            if (await ReadEventsAsync(response, request, place, sink, clock, default).ConfigureAwait(false) is { } answer)
            {
                return answer;
            }
        }
    }

    // Hands the event's fields on; the message in it, or null where it has none.
    private async ValueTask<RpcMessage?> TakeAsync(SseEvent item, IMessageSink sink, CancellationToken ct)
    {
        if (sink.TakesMarks && (item.Id is not null || item.RetryMs is not null))
        {
            await sink.OnMarkAsync(new StreamMark(item.Id, item.RetryMs, item.Data.IsEmpty), ct).ConfigureAwait(false);
        }

        if (item.Data.IsEmpty)
        {
            return null;
        }

        return RpcReader.TryRead(item.Data, _upstream.Limits, out var message, out var fault) ? message : throw Garbage(fault?.Message);
    }

    private async Task TellCancelledAsync(RpcMessage request, RequestHeaders headers)
    {
        if (request.Is(RpcMethods.Initialize))
        {
            return;
        }

        byte[] text = [.. "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"u8, .. request.Id.Span, .. "}}"u8];
        using var time = new CancellationTokenSource(FarewellTime, _upstream.Time);
        try
        {
            if (RpcReader.TryRead(text, RpcLimits.Default, out var cancelled, out _))
            {
                await SendAsync(cancelled!, headers, time.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is UpstreamException or OperationCanceledException or ObjectDisposedException)
        {
            // It ends by itself then.
        }
    }

    private static bool Answers(RpcMessage message, RpcMessage request) =>
        message.Kind is RpcKind.Result or RpcKind.Error && (RpcIds.Same(message.Id.Span, request.Id.Span) || (message.Kind == RpcKind.Error && message.Id.IsEmpty));

    private static bool IsEvents(HttpResponseMessage response) => IsOf(response, "text/event-stream");

    // Read as it came: the typed header would be parsed anew for every answer.
    private static bool IsOf(HttpResponseMessage response, string type)
    {
        if (!response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values))
        {
            return false;
        }

        var text = values.ToString().AsSpan();
        var end = text.IndexOf(';');
        return (end < 0 ? text : text[..end]).Trim().Equals(type, StringComparison.OrdinalIgnoreCase);
    }

    private UpstreamException Garbage(string? what) => new(Reasons.UpstreamGarbage, $"upstream `{Name}` answered something that is not a message we read: {what}");

    private UpstreamException Refused(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.NotFound && _sessionId is not null)
        {
            return new(Reasons.SessionUnknown, $"upstream `{Name}` no longer knows the session");
        }

        var later = AnswerHeaders.RetryAfterOf(response) is { } when ? $" and says to come back after {when}{(char.IsAsciiDigit(when[0]) ? " s" : "")}" : "";
        return new(Reasons.UpstreamFailed, $"upstream `{Name}` answered with HTTP status {(int)response.StatusCode}{(response.IsSuccessStatusCode ? TypeOf(response) : later)}");
    }

    // A login page, say: the status by itself would look as if nothing were wrong.
    private static string TypeOf(HttpResponseMessage response)
    {
        var type = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : "";
        var shown = string.Concat(type.Where(static c => char.IsAsciiLetterOrDigit(c) || "/.+-;= ".Contains(c, StringComparison.Ordinal)).Take(80));
        return $" and {(shown.Length == 0 ? "no Content-Type" : $"Content-Type `{shown}`")}, which is neither application/json nor text/event-stream";
    }
}
