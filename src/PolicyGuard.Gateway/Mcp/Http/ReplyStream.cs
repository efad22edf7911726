using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>The way back to the client of one HTTP request. It costs nothing until the first message before the answer makes a stream of it.</summary>
/// <param name="http">The request.</param>
/// <param name="time">The clock.</param>
/// <param name="accepted">Whether the client reads streams.</param>
/// <param name="passesMarks">Whether the upstream's event ids may pass, because the client can resume with that upstream.</param>
/// <param name="room">Where the stream takes a place once it begins; null where it has one already.</param>
internal sealed class ReplyStream(HttpContext http, TimeProvider time, bool accepted, bool passesMarks, StreamRoom? room = null) : IMessageSink, IAsyncDisposable
{
    private EventWriter? _events;
    private StreamMark _mark;
    private volatile bool _ended;
    private readonly Lock _lock = new();
    private bool _hasPlace;

    /// <summary>Whether the response has begun as a stream.</summary>
    public bool Started => _events is not null;

    /// <summary>Given with the response's headers; null gives none.</summary>
    public string? SessionId { get; set; }

    /// <summary>What happens where the client leaves the stream, or is let go, before the answer; null where the request then just ends.</summary>
    public Detachment? Detachment { get; init; }

    /// <inheritdoc/>
    public bool Reaches => accepted && !_ended && (Started || room?.HasSome != false);

    /// <inheritdoc/>
    public bool TakesMarks => accepted && passesMarks;

    /// <inheritdoc/>
    public CancellationToken Left => Detachment?.Left ?? default;

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> Detach() => Detachment?.Detach() ?? throw new NotSupportedException("this client cannot come back");

    /// <inheritdoc/>
    public ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct) => Reaches && TryBegin() ? WriteAsync(message.Utf8, ct) : default;

    /// <inheritdoc/>
    public ValueTask OnMarkAsync(StreamMark mark, CancellationToken ct)
    {
        if (mark.Id is not null && Detachment is { } detachment)
        {
            detachment.CanComeBack = true;
        }

        if (mark.Alone)
        {
            return !TryBegin() ? default : Events().WriteAsync(mark, ct);
        }

        _mark = mark;
        return default;
    }

    /// <inheritdoc/>
    public ValueTask OnOpenAsync(CancellationToken ct) => TryBegin() ? Events().OpenAsync(ct) : default;

    /// <inheritdoc/>
    public void OnHeader(string name, string value)
    {
        if (!_ended && !Started && !http.Response.HasStarted)
        {
            http.Response.Headers[name] = value;
        }
    }

    /// <summary>Writes one message as an event.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> json, CancellationToken ct)
    {
        var mark = _mark;
        _mark = default;
        return Events().WriteAsync(json, mark, ct);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _ended = true;
            if (_hasPlace)
            {
                _hasPlace = false;
                room!.Leave();
            }
        }

        return _events is { } events ? events.DisposeAsync() : default;
    }

    // Beyond the bound the client is one that reads a single JSON answer: it misses what comes before, not the answer.
    private bool TryBegin()
    {
        if (Started || room is null)
        {
            return true;
        }

        lock (_lock)
        {
            return _hasPlace || (_hasPlace = !_ended && room.TryEnter());
        }
    }

    private EventWriter Events()
    {
        if (_events is null)
        {
            Interlocked.CompareExchange(ref _events, new EventWriter(http, time, SessionId), null);
        }

        return _events;
    }
}
