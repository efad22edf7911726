using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Auth;

/// <summary>
/// Cuts off requests that are still open when their caller may not stay: streams and long calls outlive the key that opened them, and
/// those that were opened without one outlive the days when none was needed.
/// </summary>
internal sealed class StayWatch : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<Open, byte> _open = new();
    private readonly Authentication _authentication;
    private readonly Gate.Gate _gate;
    private readonly ITimer _timer;
    private int _looking;

    public StayWatch(Authentication authentication, Gate.Gate gate, TimeProvider time)
    {
        (_authentication, _gate) = (authentication, gate);
        _timer = time.CreateTimer(static watch => _ = ((StayWatch)watch!).LookAsync(), this, LookEvery, LookEvery);
    }

    /// <summary>Watches a request until what is returned is disposed of.</summary>
    public IDisposable Enter(HttpContext http, Caller caller)
    {
        var open = new Open(this, http, caller);
        _open.TryAdd(open, 0);
        return open;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private async Task LookAsync()
    {
        if (_open.IsEmpty || Interlocked.Exchange(ref _looking, 1) != 0)
        {
            return;
        }

        try
        {
            foreach (var requests in _open.Keys.GroupBy(static open => open.Caller))
            {
                if (!await _authentication.StaysAsync(requests.Key, CancellationToken.None).ConfigureAwait(false)
                    && requests.Count(static open => open.CutOff()) is > 0 and var count)
                {
                    await _gate.RecordMalformedAsync(Reasons.AuthRevoked, $"{count} open requests were cut off: their caller may not stay", "/mcp", requests.Key).ConfigureAwait(false);
                }
            }
        }
        catch (Exception fault) when (fault is RegistryException or ObjectDisposedException)
        {
            // New requests and calls are refused meanwhile, aloud; this is asked again in a moment.
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    private sealed class Open(StayWatch watch, HttpContext http, Caller caller) : IDisposable
    {
        private bool _done;

        public Caller Caller => caller;

        public bool CutOff()
        {
            // The server uses a context again as soon as its request is over.
            lock (this)
            {
                if (_done)
                {
                    return false;
                }

                _done = true;
                http.Abort();
                return true;
            }
        }

        public void Dispose()
        {
            watch._open.TryRemove(this, out _);
            lock (this)
            {
                _done = true;
            }
        }
    }
}
