using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>
/// Looks after the time limits of all open calls with one timer, which rests while none is open. While the child itself waits for the
/// client (a user who fills in a form), its silence is not held against it; the longest time still is.
/// </summary>
internal sealed class CallTimer : IAsyncDisposable
{
    private readonly PendingCalls _calls;
    private readonly ServerRequests _asked;
    private readonly UpstreamOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<PendingCall, Exception, string> _giveUp;
    private readonly TimeSpan _period;
    private readonly ITimer _timer;
    private int _running;

    internal CallTimer(
        PendingCalls calls, ServerRequests asked, UpstreamOptions options, TimeProvider time, Action<PendingCall, Exception, string> giveUp)
    {
        (_calls, _asked, _options, _time, _giveUp) = (calls, asked, options, time, giveUp);
        var shortest = options.Timeout < options.MaxTime ? options.Timeout : options.MaxTime;
        _period = TimeSpan.FromMilliseconds(Math.Clamp(shortest.TotalMilliseconds / 8, 5, 1000));
        _timer = time.CreateTimer(static state => ((CallTimer)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A call was opened.</summary>
    internal void Watch()
    {
        if (Interlocked.Exchange(ref _running, 1) == 0)
        {
            _timer.Change(_period, _period);
        }
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Look()
    {
        var open = _calls.Snapshot();
        if (open.Length == 0)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Volatile.Write(ref _running, 0);
            if (_calls.Snapshot().Length > 0)
            {
                Watch(); // One came while we went to rest.
            }

            return;
        }

        var now = _time.GetTimestamp();
        foreach (var call in open)
        {
            if (call.IsListening)
            {
                continue;
            }

            if (_asked.HoldsUp(call))
            {
                call.LastNews = now;
            }

            if (_time.GetElapsedTime(call.Started, now) >= _options.MaxTime)
            {
                GiveUp(call, $"the upstream took longer than {_options.MaxTime.TotalSeconds:0.###} s in all");
            }
            else if (_time.GetElapsedTime(call.LastNews, now) >= _options.Timeout)
            {
                GiveUp(call, $"the upstream gave no answer and no progress for {_options.Timeout.TotalSeconds:0.###} s");
            }
        }
    }

    private void GiveUp(PendingCall call, string why) =>
        _giveUp(call, new UpstreamException(Reasons.UpstreamTimeout, why), "the request took too long");
}
