namespace PolicyGuard.Gateway.Upstreams.Http;

/// <summary>How far a stream of events has been read, and how long its server wants us to wait before we ask for the rest.</summary>
internal sealed class StreamPlace
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The id of the last event that had one; null where the stream cannot be resumed.</summary>
    public string? LastId { get; private set; }

    /// <summary>The pause before asking again; a second where the server does not say, never less than a tenth of one, never more than half a minute.</summary>
    public TimeSpan Pause { get; private set; } = TimeSpan.FromSeconds(1);

    /// <summary>Notes an event.</summary>
    public void Note(in SseEvent item)
    {
        LastId = item.Id ?? LastId;
        if (item.RetryMs is { } retry)
        {
            var pause = TimeSpan.FromMilliseconds(retry);
            Pause = pause < Shortest ? Shortest : pause < Longest ? pause : Longest;
        }
    }
}
