using PolicyGuard.Calls;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Clients;

/// <summary>
/// Where messages go that belong to no request under way: to the client's listening stream; where it has none open, to a request of its
/// that can carry them; else they wait, a bounded number, the oldest going first.
/// </summary>
internal sealed class Outlet(ClientSession session) : IMessageSink
{
    private const int MostWaiting = 256;
    private const int MostBytes = 4 * 1024 * 1024;
    private readonly Lock _lock = new();
    private readonly Queue<RpcMessage> _waiting = new();
    private IMessageSink? _stream;
    private long _bytes;

    /// <inheritdoc/>
    public async ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct)
    {
        IMessageSink? to;
        lock (_lock)
        {
            to = _stream ?? session.AnyOpenRequest();
            if (to is null)
            {
                _waiting.Enqueue(message);
                _bytes += message.Utf8.Length;
                while (_waiting.Count > MostWaiting || (_bytes > MostBytes && _waiting.Count > 1))
                {
                    _bytes -= _waiting.Dequeue().Utf8.Length;
                }

                return;
            }
        }

        await to.OnMessageAsync(message, ct).ConfigureAwait(false);
    }

    /// <summary>The client listens: gives it what waited. A later stream replaces an earlier one.</summary>
    public async ValueTask AttachAsync(IMessageSink stream, CancellationToken ct)
    {
        while (true)
        {
            RpcMessage next;
            lock (_lock)
            {
                if (_waiting.Count == 0)
                {
                    _stream = stream;
                    return;
                }

                next = _waiting.Dequeue();
                _bytes -= next.Utf8.Length;
            }

            await stream.OnMessageAsync(next, ct).ConfigureAwait(false);
        }
    }

    /// <summary>The client no longer listens on this stream.</summary>
    public void Detach(IMessageSink stream)
    {
        lock (_lock)
        {
            if (_stream == stream)
            {
                _stream = null;
            }
        }
    }
}
