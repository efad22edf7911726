using System.Buffers;
using Microsoft.AspNetCore.Http;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>
/// Writes a response as a stream of events, one at a time, each flushed at once. While nothing is to be said, a comment now and then keeps
/// the connection open.
/// </summary>
internal sealed class EventWriter(HttpContext http, TimeProvider time, string? sessionId) : IAsyncDisposable
{
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ArrayBufferWriter<byte> _frame = new(512);
    private ITimer? _heartbeat;
    private bool _ended;

    /// <summary>Begins the response.</summary>
    public ValueTask OpenAsync(CancellationToken ct) => FlushAsync(static (_, _) => { }, (default, default), ct);

    /// <summary>Writes a message.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> json, StreamMark mark, CancellationToken ct) =>
        FlushAsync(static (frame, item) => SseFrame.Message(frame, item.Json.Span, item.Mark.Id, item.Mark.RetryMs), (json, mark), ct);

    /// <summary>Writes an event that only tells the client from where to resume.</summary>
    public ValueTask WriteAsync(StreamMark mark, CancellationToken ct) =>
        FlushAsync(static (frame, item) => SseFrame.Mark(frame, item.Mark.Id, item.Mark.RetryMs), (default, mark), ct);

    /// <summary>Ends the stream: nobody writes to a response that has been handed back to the server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_heartbeat is not null)
        {
            await _heartbeat.DisposeAsync().ConfigureAwait(false);
        }

        await _writing.WaitAsync().ConfigureAwait(false);
        _ended = true;
        _writing.Release();
    }

    private async ValueTask FlushAsync(
        Action<ArrayBufferWriter<byte>, (ReadOnlyMemory<byte> Json, StreamMark Mark)> write, (ReadOnlyMemory<byte> Json, StreamMark Mark) item, CancellationToken ct)
    {
        await _writing.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (_ended)
            {
                return;
            }

            Begin();
            _frame.ResetWrittenCount();
            write(_frame, item);
            await http.Response.BodyWriter.WriteAsync(_frame.WrittenMemory, ct).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Begin()
    {
        if (_heartbeat is not null)
        {
            return;
        }

        var response = http.Response;
        response.StatusCode = 200;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
        if (sessionId is not null)
        {
            response.Headers["Mcp-Session-Id"] = sessionId;
        }

        _heartbeat = time.CreateTimer(static writer => _ = ((EventWriter)writer!).BeatAsync(), this, HeartbeatEvery, HeartbeatEvery);
    }

    private async Task BeatAsync()
    {
        // Somebody writes just now: then no heartbeat is needed.
        if (!await _writing.WaitAsync(0).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            if (!_ended)
            {
                await http.Response.BodyWriter.WriteAsync(SseFrame.Heartbeat).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client left; the request's own token says so to those who wait.
        }
        finally
        {
            _writing.Release();
        }
    }
}
