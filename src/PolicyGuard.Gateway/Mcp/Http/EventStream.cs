using System.Buffers;
using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>
/// One response as a stream of events, begun with the first message. Messages are written one at a time and flushed at once; while
/// nothing is to be said, a comment now and then keeps the connection open.
/// </summary>
internal sealed class EventStream(HttpContext http, TimeProvider time, bool accepted, bool passesMarks) : IMessageSink, IAsyncDisposable
{
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ArrayBufferWriter<byte> _frame = new();
    private readonly CancellationTokenSource _left = new();
    private readonly TaskCompletionSource<ReadOnlyMemory<byte>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _detached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StreamMark _mark;
    private bool _marked;
    private ITimer? _heartbeat;
    private bool _ended;

    /// <summary>Whether the response has begun as a stream.</summary>
    public bool Started { get; private set; }

    /// <summary>Given with the response's headers; null gives none.</summary>
    public string? SessionId { get; set; }

    /// <inheritdoc/>
    public bool Reaches => accepted && !_ended;

    /// <inheritdoc/>
    public bool TakesMarks => accepted && passesMarks;

    /// <inheritdoc/>
    public CancellationToken Left => _left.Token;

    /// <summary>Completes when the response is to end although its answer is still to come.</summary>
    public Task Detached => _detached.Task;

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> Detach()
    {
        _detached.TrySetResult();
        return _answer.Task;
    }

    /// <summary>The client left. Where it knows a place in the stream it may come back.</summary>
    /// <returns>Whether it may.</returns>
    public bool Leave()
    {
        if (_marked)
        {
            _left.Cancel();
        }

        return _marked;
    }

    /// <summary>The answer of a request that was detached, or why there is none.</summary>
    public void Settle(Task<RouterReply> handling)
    {
        if (handling.IsCompletedSuccessfully)
        {
            _answer.TrySetResult(handling.Result.Utf8);
        }
        else if (handling.Exception is { } fault)
        {
            _answer.TrySetException(fault.InnerExceptions);
        }
        else
        {
            _answer.TrySetCanceled();
        }
    }

    /// <inheritdoc/>
    public async ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct)
    {
        if (Reaches)
        {
            await WriteAsync(message.Utf8, ct).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask OnMarkAsync(StreamMark mark, CancellationToken ct)
    {
        _marked |= mark.Id is not null;
        if (!mark.Alone)
        {
            _mark = mark;
            return;
        }

        await _writing.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            Start();
            _frame.ResetWrittenCount();
            SseFrame.Mark(_frame, mark.Id, mark.RetryMs);
            await http.Response.BodyWriter.WriteAsync(_frame.WrittenMemory, ct).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask OnOpenAsync(CancellationToken ct)
    {
        await _writing.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            Start();
            await http.Response.BodyWriter.FlushAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes one message as an event.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> json, CancellationToken ct)
    {
        await _writing.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            Start();
            _frame.ResetWrittenCount();
            SseFrame.Message(_frame, json.Span, _mark.Id, _mark.RetryMs);
            _mark = default;
            await http.Response.BodyWriter.WriteAsync(_frame.WrittenMemory, ct).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_heartbeat is not null)
        {
            await _heartbeat.DisposeAsync().ConfigureAwait(false);
        }

        // Nobody writes to a response that has been handed back to the server.
        await _writing.WaitAsync().ConfigureAwait(false);
        _ended = true;
        _writing.Release();
    }

    private void Start()
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        if (Started)
        {
            return;
        }

        Started = true;
        var response = http.Response;
        response.StatusCode = 200;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
        if (SessionId is not null)
        {
            response.Headers["Mcp-Session-Id"] = SessionId;
        }

        _heartbeat = time.CreateTimer(static stream => _ = ((EventStream)stream!).BeatAsync(), this, HeartbeatEvery, HeartbeatEvery);
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
