using System.Buffers;

namespace PolicyGuard.Gateway.Stdio;

/// <summary>
/// Writes messages as lines. A message becomes one line whatever its own layout: line ends between its tokens turn into blanks, or a pretty
/// printed message could carry a second one past the gate. Messages written while the stream is busy go out together in its next write.
/// </summary>
internal sealed class LineWriter(Stream stream)
{
    // Beyond this, writers wait until the other side has read: a process that never reads its input costs this much memory and no more.
    private const int HighWater = 1024 * 1024;

    private readonly Lock _lock = new();
    private ArrayBufferWriter<byte> _filling = new(4096);
    private ArrayBufferWriter<byte> _flushing = new(4096);
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _idle;
    private Exception? _broken;
    private bool _running;

    /// <summary>Whether there is room. Nobody reserves it: whoever was told yes may write a little beyond the bound.</summary>
    internal bool HasRoom
    {
        get
        {
            lock (_lock)
            {
                return _filling.WrittenCount < HighWater;
            }
        }
    }

    /// <summary>Waits until there is room, or the stream is broken.</summary>
    internal async ValueTask WaitForRoomAsync(CancellationToken ct)
    {
        while (true)
        {
            Task room;
            lock (_lock)
            {
                if (_filling.WrittenCount < HighWater)
                {
                    return;
                }

                room = (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await room.WaitAsync(ct);
        }
    }

    /// <summary>Hands a message over, behind all that were handed over before.</summary>
    /// <exception cref="IOException">The stream is broken.</exception>
    internal void Post(ReadOnlySpan<byte> message)
    {
        lock (_lock)
        {
            if (_broken is not null)
            {
                throw new IOException("the stream is broken", _broken);
            }

            Append(message);
            if (_running)
            {
                return;
            }

            _running = true;
        }

        _ = FlushAsync();
    }

    /// <summary>Completes when everything handed over so far is written, or cannot be.</summary>
    internal Task DrainAsync()
    {
        lock (_lock)
        {
            return _running ? (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }
    }

    private void Append(ReadOnlySpan<byte> message)
    {
        var line = _filling.GetSpan(message.Length + 1)[..(message.Length + 1)];
        message.CopyTo(line);
        var body = line[..message.Length];
        if (body.IndexOfAny((byte)'\n', (byte)'\r') >= 0)
        {
            // Within strings JSON has no such bytes, so they stand between tokens.
            body.Replace((byte)'\n', (byte)' ');
            body.Replace((byte)'\r', (byte)' ');
        }

        line[^1] = (byte)'\n';
        _filling.Advance(line.Length);
    }

    private async Task FlushAsync()
    {
        try
        {
            while (TakeFilled())
            {
                await stream.WriteAsync(_flushing.WrittenMemory);
                await stream.FlushAsync();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or UnauthorizedAccessException)
        {
            lock (_lock)
            {
                _broken = e;
                _filling.ResetWrittenCount();
                End();
            }
        }
    }

    private bool TakeFilled()
    {
        lock (_lock)
        {
            if (_filling.WrittenCount == 0)
            {
                End();
                return false;
            }

            _flushing = _flushing.Capacity > HighWater ? new(4096) : _flushing;
            _flushing.ResetWrittenCount();
            (_filling, _flushing) = (_flushing, _filling);
            _room?.TrySetResult();
            _room = null;
            return true;
        }
    }

    private void End()
    {
        _running = false;
        _room?.TrySetResult();
        _idle?.TrySetResult();
        _room = _idle = null;
    }
}
