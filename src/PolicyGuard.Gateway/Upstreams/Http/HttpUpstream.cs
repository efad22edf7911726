using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Gateway.Upstreams.Http;

/// <summary>
/// An upstream that speaks MCP's Streamable HTTP. Connections are pooled; redirects are not followed and cookies not kept, because either
/// would let an upstream choose where the next call goes or how it is recognised.
/// </summary>
internal sealed class HttpUpstream : IUpstream
{
    private readonly HttpMessageInvoker _http;

    /// <param name="options">Where it is and which headers it gets.</param>
    /// <param name="limits">The bounds within which its messages are read.</param>
    /// <param name="time">The clock for timeouts.</param>
    public HttpUpstream(UpstreamOptions options, RpcLimits limits, TimeProvider time)
    {
        Options = options;
        Limits = limits;
        Headers = [.. options.Headers];
        Time = time;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // The caller's trace headers pass as they are; the handler would add its own.
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = 64,
        });
    }

    /// <inheritdoc/>
    public UpstreamOptions Options { get; }

    /// <inheritdoc/>
    public string? Fault { get; private set; }

    internal RpcLimits Limits { get; }

    /// <summary>The configured headers, ready to be walked through for every request.</summary>
    internal KeyValuePair<string, string>[] Headers { get; }

    internal TimeProvider Time { get; }

    /// <inheritdoc/>
    public ValueTask<IUpstreamSession> OpenAsync(IMessageSink unsolicited, CancellationToken ct) => new(new HttpUpstreamSession(this));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return default;
    }

    /// <summary>Sends one exchange; the response's headers have arrived when it returns.</summary>
    /// <exception cref="HttpRequestException">No connection, or it broke.</exception>
    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) => _http.SendAsync(request, ct);

    /// <summary>Notes, for health, that the upstream answered, or why it did not.</summary>
    internal void Note(UpstreamException? fault)
    {
        if (fault is null ? Fault is not null : fault.Reason == Reasons.UpstreamUnreachable)
        {
            Fault = fault?.Message;
        }
    }
}
