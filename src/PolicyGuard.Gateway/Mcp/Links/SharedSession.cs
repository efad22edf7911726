using System.Buffers.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>
/// The gateway's own conversation with an upstream, lent to clients that have none: every modern client, and a plain POST without
/// <c>initialize</c>. Ids and progress tokens of different clients may be equal, so in a legacy HTTP session they are replaced by ours; a
/// modern HTTP request travels alone, and a child process gets numbers of its session's in any case.
/// </summary>
internal sealed class SharedSession(UpstreamLink link) : IUpstreamSession
{
    private readonly bool _isHttp = link.Upstream.Options.Url is not null;
    private long _last;

    /// <inheritdoc/>
    public async Task<UpstreamReply> RequestAsync(RpcMessage request, RequestHeaders headers, IMessageSink sink, CancellationToken ct)
    {
        var connection = await link.ConnectedAsync(ct).ConfigureAwait(false);
        try
        {
            return await RequestAsync(connection, request, headers, sink, ct).ConfigureAwait(false);
        }
        catch (UpstreamException e) when (e.Reason == Reasons.SessionUnknown)
        {
            // The upstream forgot the session, so it did not look at the request: once more in a new one.
            link.Drop(connection, e.Message);
            connection = await link.ConnectedAsync(ct).ConfigureAwait(false);
            return await RequestAsync(connection, request, headers, sink, ct).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task SendAsync(RpcMessage message, RequestHeaders headers, CancellationToken ct)
    {
        var connection = await link.ConnectedAsync(ct).ConfigureAwait(false);
        await connection.Session.SendAsync(message, connection.Dialect.Era == Era.Legacy ? connection.Dialect.Headers(message) : headers, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    private async Task<UpstreamReply> RequestAsync(Connection connection, RpcMessage request, RequestHeaders headers, IMessageSink sink, CancellationToken ct)
    {
        var dialect = connection.Dialect;
        var asked = request;
        if (dialect.Era == Era.Legacy)
        {
            asked = request.ProtocolVersion is null || request.Meta.IsEmpty ? request : ModernMeta.Remove(request);
            headers = dialect.Headers(request);
        }
        else if (request.ProtocolVersion is null)
        {
            asked = ModernMeta.Add(request);
            headers = dialect.Headers(request);
            if (request.Is(RpcMethods.ToolsCall) && link.Tools.HeadersOf(request.Name) is { } mirrored)
            {
                headers = new RequestHeaders([.. headers.Values, .. mirrored.Make(request.Arguments)]);
            }
        }

        if (dialect.Era == Era.Modern || !_isHttp)
        {
            return await connection.Session.RequestAsync(asked, headers, sink, ct).ConfigureAwait(false);
        }

        var id = NextId();
        asked = RpcRebase.WithId(asked, id);
        if (!request.ProgressToken.IsEmpty)
        {
            asked = RpcRebase.WithProgressToken(asked, id);
            sink = new TokenSink(sink, id, request.ProgressToken);
        }

        var reply = await connection.Session.RequestAsync(asked, headers, sink, ct).ConfigureAwait(false);
        return reply.Message.Id.IsEmpty ? reply : reply with { Message = RpcRebase.WithId(reply.Message, request.Id) };
    }

    private byte[] NextId()
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(Interlocked.Increment(ref _last), digits, out var length);
        return digits[..length].ToArray();
    }

    // Gives progress its own token back.
    private sealed class TokenSink(IMessageSink inner, ReadOnlyMemory<byte> ours, ReadOnlyMemory<byte> theirs) : IMessageSink
    {
        public bool Reaches => inner.Reaches;

        public void OnHeader(string name, string value) => inner.OnHeader(name, value);

        public string? Client => inner.Client;

        public ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct) =>
            inner.OnMessageAsync(message.Is(RpcMethods.Progress) && RpcIds.Same(message.ProgressToken.Span, ours.Span) ? RpcRebase.WithProgressToken(message, theirs) : message, ct);
    }
}
