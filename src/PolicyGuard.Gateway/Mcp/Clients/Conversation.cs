using PolicyGuard.Calls;
using PolicyGuard.Gateway.Mcp.Families;
using PolicyGuard.Gateway.Mcp.Joined;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Clients;

/// <summary>One client's own conversation with one upstream, opened when it is first needed.</summary>
internal sealed class Conversation(ClientSession session, UpstreamLink link, FromUpstream listener) : IMessageSink, IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile IUpstreamSession? _opened;
    private bool _closed;

    /// <summary>The conversation, where it is open.</summary>
    public IUpstreamSession? Opened => _opened;

    /// <summary>The conversation.</summary>
    /// <exception cref="Gate.UpstreamException">The upstream cannot be reached or started.</exception>
    public ValueTask<IUpstreamSession> OpenAsync(CancellationToken ct) => _opened is { } open ? new(open) : OpenFirstAsync(ct);

    /// <inheritdoc/>
    public ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct) => _opened is { } upstream
        ? listener.TakeAsync(listener.PartyOf(session), link, upstream, message, session.Outlet, ct)
        : default;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _opening.WaitAsync().ConfigureAwait(false);
        _closed = true;
        if (_opened is { } open)
        {
            await open.DisposeAsync().ConfigureAwait(false);
        }

        _opening.Release();
    }

    private async ValueTask<IUpstreamSession> OpenFirstAsync(CancellationToken ct)
    {
        await _opening.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return _opened ??= session.Endpoint.IsJoined ? new GreetedSession(session, link, this) : await link.Upstream.OpenAsync(this, ct).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }
}
