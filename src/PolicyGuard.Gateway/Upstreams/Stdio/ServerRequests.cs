namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>
/// Requests of the child's that the client has yet to answer, under ids of ours: a client that answers the question of a child that died
/// meanwhile must not answer a question of its successor.
/// </summary>
/// <param name="patience">How long a question may stay open; one that nobody answers must not count for ever.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerRequests(TimeSpan patience, TimeProvider time)
{
    private const int Most = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Entry> _open = [];

    /// <summary>Remembers a request.</summary>
    /// <returns>False where too many are open.</returns>
    internal bool TryAdd(long id, ReadOnlyMemory<byte> childId, PendingCall? call)
    {
        lock (_lock)
        {
            if (_open.Count == Most)
            {
                Forget();
            }

            return _open.Count < Most && _open.TryAdd(id, new Entry(childId, call, time.GetTimestamp()));
        }
    }

    /// <summary>Takes the request out that the client answers.</summary>
    internal bool TryTake(ReadOnlySpan<byte> id, out ReadOnlyMemory<byte> childId)
    {
        lock (_lock)
        {
            if (Wire.TryParse(id, out var number) && _open.Remove(number, out var entry))
            {
                childId = entry.ChildId;
                return true;
            }
        }

        childId = default;
        return false;
    }

    /// <summary>Finds the request that the child withdraws, and the call in whose matter it was made.</summary>
    internal bool TryWithdraw(ReadOnlySpan<byte> childId, out long id, out PendingCall? call)
    {
        lock (_lock)
        {
            foreach (var (number, entry) in _open)
            {
                if (entry.ChildId.Span.SequenceEqual(childId))
                {
                    (id, call) = (number, entry.Call);
                    return _open.Remove(number);
                }
            }
        }

        (id, call) = (0, null);
        return false;
    }

    /// <summary>Whether the child may be waiting for the client in the matter of a call, so that the call cannot go on.</summary>
    internal bool HoldsUp(PendingCall call)
    {
        lock (_lock)
        {
            if (_open.Count == 0)
            {
                return false;
            }

            Forget();
            foreach (var entry in _open.Values)
            {
                if (entry.Call is null || entry.Call == call)
                {
                    return true;
                }
            }

            return false;
        }
    }

    private void Forget()
    {
        foreach (var (number, entry) in _open)
        {
            if (time.GetElapsedTime(entry.Asked) >= patience)
            {
                _open.Remove(number);
            }
        }
    }

    private readonly record struct Entry(ReadOnlyMemory<byte> ChildId, PendingCall? Call, long Asked);
}
