using System.Collections.Concurrent;
using PolicyGuard.Calls;
using PolicyGuard.Flows;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// The flow of a caller without a session: one conversation goes on until the caller was idle for a while. Only the caller counts, so an
/// agent cannot begin a new flow by renaming itself.
/// </summary>
internal sealed class CallerFlows(TimeSpan idle, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Window> _windows = new(StringComparer.Ordinal);

    /// <summary>The caller's current flow.</summary>
    public FlowKey Current(Caller caller)
    {
        var now = time.GetTimestamp();
        var window = _windows.GetOrAdd(caller.Id, static (id, at) => new Window(id, at), now);
        if (time.GetElapsedTime(Volatile.Read(ref window.LastUsed), now) > idle)
        {
            var next = new Window(caller.Id, now);
            window = _windows.TryUpdate(caller.Id, next, window) ? next : _windows[caller.Id];
        }

        Volatile.Write(ref window.LastUsed, now);
        return window.Key;
    }

    private sealed class Window(string caller, long now)
    {
        public long LastUsed = now;

        public FlowKey Key { get; } = new(FlowKeySource.CallerWindow, $"{caller[..Math.Min(caller.Length, 96)]}/{Ids.New("w")}");
    }
}
