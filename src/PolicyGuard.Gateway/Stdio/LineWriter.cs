namespace PolicyGuard.Gateway.Stdio;

/// <summary>
/// Writes messages as lines. A message becomes one line whatever its own layout: line ends between its tokens turn into blanks, or a pretty
/// printed message could carry a second one past the gate. Messages written while the stream is busy go out together in its next write.
/// </summary>
internal sealed class LineWriter(Stream stream, Action? onBroken = null)
{
    // Beyond this, writers wait until the other side has read: a process that never reads its input costs this much memory and no more.
    private const int HighWater = 1024 * 1024;

    private readonly Lock _lock = new();
    private LineBuffer _filling = new();
    private LineBuffer _flushing = new();
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
                return _filling.Length < HighWater;
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
                if (_filling.Length < HighWater)
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
    internal void Post(ReadOnlySpan<byte> message) => Post(message, default, default);

    /// <summary>The same with a message in three pieces, so that what was changed in the middle needs no copy of the rest.</summary>
    /// <exception cref="IOException">The stream is broken.</exception>
    internal void Post(ReadOnlySpan<byte> before, ReadOnlySpan<byte> middle, ReadOnlySpan<byte> after)
    {
        lock (_lock)
        {
            if (_broken is not null)
            {
                throw new IOException("the stream is broken", _broken);
            }

            _filling.Append(before, middle, after);
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

    private async Task FlushAsync()
    {
        try
        {
            while (TakeFilled())
            {
                await stream.WriteAsync(_flushing.Written);
                await stream.FlushAsync();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or UnauthorizedAccessException)
        {
            lock (_lock)
            {
                _broken = e;
                End();
            }

            onBroken?.Invoke();
        }
    }

    private bool TakeFilled()
    {
        lock (_lock)
        {
            _flushing.Clear();
            if (_filling.Length == 0)
            {
                End();
                return false;
            }

            (_filling, _flushing) = (_flushing, _filling);
            _room?.TrySetResult();
            _room = null;
            return true;
        }
    }

    private void End()
    {
        _filling.Clear();
        _running = false;
        _room?.TrySetResult();
        _idle?.TrySetResult();
        _room = _idle = null;
    }
}
