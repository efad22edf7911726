using PolicyGuard.Calls;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>The stream of unasked messages that a client of the legacy era may open.</summary>
internal sealed class Listening(FromUpstream fromUpstream)
{
    /// <summary>Listens until the client leaves, the session ends, or the only upstream ends the stream.</summary>
    /// <returns>False where the only upstream offers no such stream.</returns>
    /// <exception cref="Gate.UpstreamException">The only upstream failed.</exception>
    public async Task<bool> ListenAsync(ClientSession session, RequestHeaders headers, IMessageSink client, CancellationToken ct)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, session.Ended);
        try
        {
            await session.Outlet.AttachAsync(client, both.Token).ConfigureAwait(false);
            if (session.Endpoint.IsJoined)
            {
                // The conversations listen by themselves; what they hear comes by the outlet.
                await client.OnOpenAsync(both.Token).ConfigureAwait(false);
                await Task.Delay(Timeout.Infinite, both.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return true;
            }

            var link = session.Endpoint.Links[0];
            var upstream = await session.TalkAsync(link, both.Token).ConfigureAwait(false);
            return await upstream.ListenAsync(headers, new Ear(session, link, upstream, client, fromUpstream), both.Token).ConfigureAwait(false);
        }
        finally
        {
            session.Outlet.Detach(client);
        }
    }

    private sealed class Ear(ClientSession session, UpstreamLink link, IUpstreamSession upstream, IMessageSink client, FromUpstream fromUpstream) : IMessageSink
    {
        public bool TakesMarks => client.TakesMarks;

        // A response here answers a request that left its stream early; it has been through the gate.
        public ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct) => message.Kind is RpcKind.Result or RpcKind.Error
            ? client.OnMessageAsync(message, ct)
            : fromUpstream.TakeAsync(fromUpstream.PartyOf(session), link, upstream, message, client, ct);

        public ValueTask OnOpenAsync(CancellationToken ct) => client.OnOpenAsync(ct);

        public ValueTask OnMarkAsync(StreamMark mark, CancellationToken ct) => client.OnMarkAsync(mark, ct);
    }
}
