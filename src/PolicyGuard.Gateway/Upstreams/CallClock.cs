namespace PolicyGuard.Gateway.Upstreams;

/// <summary>
/// How long one call may wait: a short time without news, extended by each progress message, and a longest time that nothing extends.
/// </summary>
internal sealed class CallClock : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _caller;
    private readonly TimeProvider _time;
    private readonly TimeSpan _quiet;
    private readonly TimeSpan _most;
    private readonly long _started;

    /// <param name="quiet">The longest time without an answer or news; infinite waits for the caller alone.</param>
    /// <param name="most">The longest time altogether.</param>
    /// <param name="time">The clock.</param>
    /// <param name="caller">Cancelled when the caller no longer waits.</param>
    public CallClock(TimeSpan quiet, TimeSpan most, TimeProvider time, CancellationToken caller)
    {
        (_quiet, _most, _time) = (quiet, most, time);
        _started = time.GetTimestamp();
        _source = quiet == Timeout.InfiniteTimeSpan ? new CancellationTokenSource() : new CancellationTokenSource(quiet < most ? quiet : most, time);
        _caller = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        Caller = caller;
    }

    /// <summary>Cancelled when the time is over or the caller left.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The caller's own token, to tell the two apart.</summary>
    public CancellationToken Caller { get; }

    /// <summary>Whether it was the time that ended the wait.</summary>
    public bool TimedOut => _source.IsCancellationRequested && !Caller.IsCancellationRequested;

    /// <summary>There was news: waits again, but never past the longest time.</summary>
    public void Extend()
    {
        if (_quiet == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        var left = _most - _time.GetElapsedTime(_started);
        if (left > TimeSpan.Zero && !_source.IsCancellationRequested)
        {
            _source.CancelAfter(left < _quiet ? left : _quiet);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _caller.Dispose();
        _source.Dispose();
    }
}
