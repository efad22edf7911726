using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Gateway.Upstreams;

/// <summary>A tool server behind the gateway, reached over HTTP or as a child process.</summary>
internal interface IUpstream : IAsyncDisposable
{
    /// <summary>The options it was made from.</summary>
    UpstreamOptions Options { get; }

    /// <summary>Why it cannot be reached at present, or null; for health.</summary>
    string? Fault { get; }

    /// <summary>
    /// Opens a conversation for one client (or for the gateway itself). Cheap for HTTP; starts a child for stdio. Nothing is sent yet:
    /// the first request (<c>initialize</c> in the legacy era) is the caller's to send.
    /// </summary>
    /// <param name="unsolicited">Takes messages that belong to no request under way.</param>
    /// <param name="ct">Cancels the opening.</param>
    /// <exception cref="UpstreamException">It cannot be reached or started.</exception>
    ValueTask<IUpstreamSession> OpenAsync(IMessageSink unsolicited, CancellationToken ct);

    /// <summary>Whether it has no room for another conversation at present.</summary>
    bool IsFull => false;
}

/// <summary>
/// One conversation between one client and one upstream. Thread-safe; requests run concurrently. The ids of requests under way are
/// unique: who shares a session among clients gives them new ids first.
/// </summary>
internal interface IUpstreamSession : IAsyncDisposable
{
    /// <summary>
    /// Sends a request and returns its final response (a result or an error), byte for byte, with the id as it was sent. Messages that the
    /// upstream sends meanwhile and that belong to this request go to <paramref name="sink"/>, in order, before the response is returned.
    /// Cancelling tells the upstream (a closed stream in HTTP, <c>notifications/cancelled</c> on stdio).
    /// </summary>
    /// <exception cref="UpstreamException">Unreachable, crashed, too slow, or an answer that is not a message.</exception>
    Task<UpstreamReply> RequestAsync(RpcMessage request, RequestHeaders headers, IMessageSink sink, CancellationToken ct);

    /// <summary>Sends a notification, or the client's response to a request of the upstream's.</summary>
    /// <exception cref="UpstreamException">Unreachable or crashed.</exception>
    Task SendAsync(RpcMessage message, RequestHeaders headers, CancellationToken ct);

    /// <summary>
    /// Listens to what the upstream sends unasked, where that needs asking (the GET stream of the legacy era), until it ends the stream or
    /// <paramref name="ct"/> is cancelled. Tells the sink once the stream is open. A session whose upstream can always speak delivers to its
    /// unsolicited sink instead and only waits.
    /// </summary>
    /// <returns>False where the upstream offers no such stream.</returns>
    /// <exception cref="UpstreamException">Unreachable or crashed.</exception>
    async Task<bool> ListenAsync(RequestHeaders headers, IMessageSink sink, CancellationToken ct)
    {
        await sink.OnOpenAsync(ct).ConfigureAwait(false);
        await Task.Delay(Timeout.Infinite, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    }
}

/// <summary>An upstream's final response.</summary>
/// <param name="Message">A result or an error.</param>
/// <param name="HttpStatus">The status it came with; 200 where the transport has none. Clients tell the eras apart by it.</param>
internal readonly record struct UpstreamReply(RpcMessage Message, int HttpStatus = 200)
{
    /// <summary>A response that came without a status.</summary>
    public static implicit operator UpstreamReply(RpcMessage message) => new(message);
}

/// <summary>Takes messages from an upstream, one at a time.</summary>
internal interface IMessageSink
{
    /// <summary>Takes one message.</summary>
    ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct);

    /// <summary>The upstream has opened a stream to listen to; messages may come, or long none.</summary>
    ValueTask OnOpenAsync(CancellationToken ct) => default;

    /// <summary>Whether a message given here reaches anybody; not where the client reads one JSON answer only. Requests to such a client are answered for it.</summary>
    bool Reaches => true;

    /// <summary>Whether many clients stand behind the conversation whose unasked messages come here: then what an upstream says is shown to a client only where it is certainly that client's.</summary>
    bool IsShared => false;

    /// <summary>For whom the request is made whose messages come here; null for the gateway itself, and where it does not matter.</summary>
    string? Client => null;

    /// <summary>Takes a header of the upstream's answer that is for whoever asked; only such as change nothing here.</summary>
    void OnHeader(string name, string value)
    {
    }

    /// <summary>Whether event ids mean something to whoever reads this sink, so that it can resume a broken stream itself.</summary>
    bool TakesMarks => false;

    /// <summary>Takes the event fields of the message that follows, or of an event without a message. Only where <see cref="TakesMarks"/>.</summary>
    ValueTask OnMarkAsync(StreamMark mark, CancellationToken ct) => default;

    /// <summary>Cancelled when a client that could resume has left the stream. Where it could not, the request itself is cancelled instead.</summary>
    CancellationToken Left => default;

    /// <summary>
    /// The stream ends here although the answer is still to come; the client will ask for the rest on another. Only where <see cref="TakesMarks"/>.
    /// </summary>
    /// <returns>What the client may see of the answer, once there is one.</returns>
    Task<ReadOnlyMemory<byte>> Detach() => throw new NotSupportedException("this sink takes no marks");
}

/// <summary>The fields of a server-sent event beside its data.</summary>
/// <param name="Id">The event id, by which a client resumes the stream; null where the event has none.</param>
/// <param name="RetryMs">After how many milliseconds a client reconnects; null where the event does not say.</param>
/// <param name="Alone">True where no message follows: the event only primes the client.</param>
internal readonly record struct StreamMark(string? Id, int? RetryMs, bool Alone);

/// <summary>HTTP headers of the client's request that the protocol lets an intermediary hand on: <c>MCP-Protocol-Version</c>, <c>Mcp-Method</c>, <c>Mcp-Name</c>, <c>Mcp-Param-*</c>, <c>Last-Event-ID</c>, <c>traceparent</c>, <c>tracestate</c>.</summary>
internal sealed record RequestHeaders(IReadOnlyList<KeyValuePair<string, string>> Values)
{
    /// <summary>What a client says in headers that are for us and go no further: the token of its flow; null where it says none.</summary>
    public string? Flow { get; init; }

    /// <summary>The user's words, decoded; null where there are none.</summary>
    public string? Request { get; init; }

    /// <summary>No headers, as on stdio.</summary>
    public static readonly RequestHeaders None = new([]);

    /// <summary>The value of a header, or null.</summary>
    public string? Find(string name)
    {
        for (var i = 0; i < Values.Count; i++)
        {
            if (string.Equals(Values[i].Key, name, StringComparison.OrdinalIgnoreCase))
            {
                return Values[i].Value;
            }
        }

        return null;
    }

    /// <summary>The same headers with another value for one of them, where it is there.</summary>
    public RequestHeaders With(string name, string value)
    {
        for (var i = 0; i < Values.Count; i++)
        {
            if (string.Equals(Values[i].Key, name, StringComparison.OrdinalIgnoreCase))
            {
                var changed = Values.ToArray();
                changed[i] = new(Values[i].Key, value);
                return new RequestHeaders(changed);
            }
        }

        return this;
    }
}
