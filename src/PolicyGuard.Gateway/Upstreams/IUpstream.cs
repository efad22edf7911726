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
    /// <exception cref="UpstreamException">It cannot be reached or started.</exception>
    ValueTask<IUpstreamSession> OpenAsync(IMessageSink unsolicited, CancellationToken ct);
}

/// <summary>One conversation between one client and one upstream. Thread-safe; requests run concurrently.</summary>
internal interface IUpstreamSession : IAsyncDisposable
{
    /// <summary>
    /// Sends a request and returns its final response (a result or an error), byte for byte, with the id as it was sent. Messages that the
    /// upstream sends meanwhile and that belong to this request go to <paramref name="sink"/>, in order, before the response is returned.
    /// Cancelling tells the upstream (a closed stream in HTTP, <c>notifications/cancelled</c> on stdio).
    /// </summary>
    /// <exception cref="UpstreamException">Unreachable, crashed, too slow, or an answer that is not a message.</exception>
    Task<RpcMessage> RequestAsync(RpcMessage request, RequestHeaders headers, IMessageSink sink, CancellationToken ct);

    /// <summary>Sends a notification, or the client's response to a request of the upstream's.</summary>
    /// <exception cref="UpstreamException">Unreachable or crashed.</exception>
    Task SendAsync(RpcMessage message, RequestHeaders headers, CancellationToken ct);
}

/// <summary>Takes messages from an upstream, one at a time.</summary>
internal interface IMessageSink
{
    /// <summary>Takes one message.</summary>
    ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct);
}

/// <summary>HTTP headers of the client's request that the protocol lets an intermediary hand on: <c>MCP-Protocol-Version</c>, <c>Mcp-Method</c>, <c>Mcp-Name</c>, <c>Mcp-Param-*</c>, <c>Last-Event-ID</c>, <c>traceparent</c>, <c>tracestate</c>.</summary>
internal sealed record RequestHeaders(IReadOnlyList<KeyValuePair<string, string>> Values)
{
    /// <summary>No headers, as on stdio.</summary>
    public static readonly RequestHeaders None = new([]);
}
