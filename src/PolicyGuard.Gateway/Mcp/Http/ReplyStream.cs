using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>The way back to the client of one HTTP request. It costs nothing until the first message before the answer makes a stream of it.</summary>
/// <param name="http">The request.</param>
/// <param name="time">The clock.</param>
/// <param name="accepted">Whether the client reads streams.</param>
/// <param name="passesMarks">Whether the upstream's event ids may pass, because the client can resume with that upstream.</param>
internal sealed class ReplyStream(HttpContext http, TimeProvider time, bool accepted, bool passesMarks) : IMessageSink, IAsyncDisposable
{
    private EventWriter? _events;
    private StreamMark _mark;
    private volatile bool _ended;

    /// <summary>Whether the response has begun as a stream.</summary>
    public bool Started => _events is not null;

    /// <summary>Given with the response's headers; null gives none.</summary>
    public string? SessionId { get; set; }

    /// <summary>What happens where the client leaves the stream, or is let go, before the answer; null where the request then just ends.</summary>
    public Detachment? Detachment { get; init; }

    /// <inheritdoc/>
    public bool Reaches => accepted && !_ended;

    /// <inheritdoc/>
    public bool TakesMarks => accepted && passesMarks;

    /// <inheritdoc/>
    public CancellationToken Left => Detachment?.Left ?? default;

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> Detach() => Detachment?.Detach() ?? throw new NotSupportedException("this client cannot come back");

    /// <inheritdoc/>
    public ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct) => Reaches ? WriteAsync(message.Utf8, ct) : default;

    /// <inheritdoc/>
    public ValueTask OnMarkAsync(StreamMark mark, CancellationToken ct)
    {
        if (mark.Id is not null && Detachment is { } detachment)
        {
            detachment.CanComeBack = true;
        }

        if (mark.Alone)
        {
            return Events().WriteAsync(mark, ct);
        }

        _mark = mark;
        return default;
    }

    /// <inheritdoc/>
    public ValueTask OnOpenAsync(CancellationToken ct) => Events().OpenAsync(ct);

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
        _ended = true;
        return _events is { } events ? events.DisposeAsync() : default;
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
