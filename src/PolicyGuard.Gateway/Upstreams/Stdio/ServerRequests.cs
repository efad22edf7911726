namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>
/// Requests of the child's that the client has yet to answer, under ids of ours: a client that answers the question of a child that died
/// meanwhile must not answer a question of its successor.
/// </summary>
internal sealed class ServerRequests
{
    private const int Most = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, (ReadOnlyMemory<byte> ChildId, PendingCall? Call)> _open = [];

    /// <summary>Whether the child waits for the client, so that its own calls cannot be expected to go on.</summary>
    internal bool Any
    {
        get
        {
            lock (_lock)
            {
                return _open.Count > 0;
            }
        }
    }

    /// <summary>Remembers a request.</summary>
    /// <returns>False where too many are open.</returns>
    internal bool TryAdd(long id, ReadOnlyMemory<byte> childId, PendingCall? call)
    {
        lock (_lock)
        {
            return _open.Count < Most && _open.TryAdd(id, (childId, call));
        }
    }

    /// <summary>Takes the request out that the client answers.</summary>
    internal bool TryTake(ReadOnlySpan<byte> id, out ReadOnlyMemory<byte> childId)
    {
        lock (_lock)
        {
            var found = Wire.TryParse(id, out var number) & _open.Remove(number, out var entry);
            childId = entry.ChildId;
            return found;
        }
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
}
