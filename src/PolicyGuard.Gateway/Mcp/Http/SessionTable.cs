using System.Collections.Concurrent;
using System.Security.Cryptography;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>The sessions of the legacy era, each bound to its caller and its endpoint. Idle ones end; when there are too many, the longest idle goes first.</summary>
internal sealed class SessionTable : IAsyncDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Unused = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, Entry> _sessions = new(StringComparer.Ordinal);
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;

    public SessionTable(GatewayOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        Streams = new StreamRoom(options.MaxStreams);
        _sweep = time.CreateTimer(static table => ((SessionTable)table!).Sweep(), this, SweepEvery, SweepEvery);
    }

    /// <summary>The event streams that are open, of clients with and without sessions.</summary>
    public StreamRoom Streams { get; }

    /// <summary>How many there are.</summary>
    public int Count => _sessions.Count;

    /// <summary>A new id: 256 random bits, visible ASCII.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// Keeps a session. Where there is no room, or an upstream that the session needs has no process left for it, the longest idle one ends; one
    /// with a request under way is not idle.
    /// </summary>
    /// <returns>False where no session can be ended.</returns>
    public async ValueTask<bool> TryAddAsync(ClientSession session)
    {
        while (_sessions.Count >= _options.MaxSessions)
        {
            if (LongestIdle(static _ => true) is not { } victim)
            {
                return false;
            }

            End(victim.Session);
        }

        foreach (var link in session.Endpoint.Links.Where(static link => link.Upstream.IsFull))
        {
            // Its process has to be gone before another can be started. A client that paused for a moment is left alone.
            if (LongestIdle(entry => entry.Session.Talking(link) is not null && _time.GetElapsedTime(entry.LastUsed) >= Unused) is { } victim && _sessions.TryRemove(victim.Session.Id!, out _))
            {
                await victim.Session.DisposeAsync().ConfigureAwait(false);
            }
        }

        _sessions[session.Id!] = new Entry(session, _time.GetTimestamp());
        return true;
    }

    /// <summary>The session, where the id is known and it is this caller's at this endpoint.</summary>
    public ClientSession? Find(string id, Endpoint endpoint, Caller caller)
    {
        if (!_sessions.TryGetValue(id, out var entry) || entry.Session.Endpoint != endpoint || entry.Session.Caller != caller)
        {
            return null;
        }

        entry.LastUsed = _time.GetTimestamp();
        return entry.Session;
    }

    /// <summary>Keeps a session from being idle while a request or a stream of it is open.</summary>
    public void Hold(ClientSession session, int by)
    {
        if (_sessions.TryGetValue(session.Id!, out var entry))
        {
            Interlocked.Add(ref entry.Held, by);
            entry.LastUsed = _time.GetTimestamp();
        }
    }

    /// <summary>Ends a session.</summary>
    public void End(ClientSession session)
    {
        if (_sessions.TryRemove(session.Id!, out _))
        {
            // Saying farewell to upstreams takes time that nobody here has to wait for.
            _ = session.DisposeAsync().AsTask();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync().ConfigureAwait(false);
        foreach (var (id, entry) in _sessions)
        {
            _sessions.TryRemove(id, out _);
            await entry.Session.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Sweep()
    {
        foreach (var (_, entry) in _sessions)
        {
            if (Volatile.Read(ref entry.Held) == 0 && _time.GetElapsedTime(entry.LastUsed) > _options.SessionIdle)
            {
                End(entry.Session);
            }
        }
    }

    private Entry? LongestIdle(Func<Entry, bool> which)
    {
        Entry? longest = null;
        foreach (var (_, entry) in _sessions)
        {
            if (Volatile.Read(ref entry.Held) == 0 && (longest is null || entry.LastUsed < longest.LastUsed) && which(entry))
            {
                longest = entry;
            }
        }

        return longest;
    }

    private sealed class Entry(ClientSession session, long now)
    {
        public int Held;
        public long LastUsed = now;

        public ClientSession Session { get; } = session;
    }
}
