namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>Counts the event streams that are open, of GETs and of POSTs together, against <c>server.max_streams</c>.</summary>
internal sealed class StreamRoom(int most)
{
    private int _open;

    /// <summary>Most streams open at once.</summary>
    public int Most => most;

    /// <summary>Whether there is room for another at this moment.</summary>
    public bool HasSome => Volatile.Read(ref _open) < most;

    /// <summary>Takes a place; false where there is none.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= most)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _open);
}
