using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Joined;

/// <summary>
/// A joined client's own conversation with one of the upstreams. The client greeted the gateway; here the gateway greets the upstream in its
/// name, with its capabilities, when the upstream is first needed and again when it has forgotten the session. An upstream that knows no
/// <c>initialize</c> is spoken to in the gateway's own conversation.
/// </summary>
internal sealed class GreetedSession(ClientSession session, UpstreamLink link, IMessageSink unsolicited) : IUpstreamSession
{
    private readonly SemaphoreSlim _greeting = new(1, 1);
    private volatile Connection? _connection;
    private volatile bool _modernOnly;

    /// <inheritdoc/>
    public async Task<UpstreamReply> RequestAsync(RpcMessage request, RequestHeaders headers, IMessageSink sink, CancellationToken ct)
    {
        if (await GreetAsync(ct).ConfigureAwait(false) is not { } connection)
        {
            return await link.Shared.RequestAsync(request, headers, sink, ct).ConfigureAwait(false);
        }

        try
        {
            return await connection.Session.RequestAsync(request, connection.Dialect.Headers(request), sink, ct).ConfigureAwait(false);
        }
        catch (UpstreamException e) when (e.Reason == Reasons.SessionUnknown)
        {
            await ForgetAsync(connection).ConfigureAwait(false);
            connection = await GreetAsync(ct).ConfigureAwait(false) ?? throw new UpstreamException(Reasons.UpstreamFailed, e.Message, e);
            return await connection.Session.RequestAsync(request, connection.Dialect.Headers(request), sink, ct).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task SendAsync(RpcMessage message, RequestHeaders headers, CancellationToken ct)
    {
        if (_connection is { } connection)
        {
            await connection.Session.SendAsync(message, connection.Dialect.Headers(message), ct).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
        {
            await connection.Session.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Null where the upstream speaks only in the modern way.
    private async ValueTask<Connection?> GreetAsync(CancellationToken ct)
    {
        if (_connection is { } greeted)
        {
            return greeted;
        }

        await _greeting.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (_connection is null && !_modernOnly)
            {
                await GreetFirstAsync(ct).ConfigureAwait(false);
            }

            return _connection;
        }
        finally
        {
            _greeting.Release();
        }
    }

    private async ValueTask GreetFirstAsync(CancellationToken ct)
    {
        var own = await link.ConnectedAsync(ct).ConfigureAwait(false);
        var upstream = await link.Upstream.OpenAsync(unsolicited, ct).ConfigureAwait(false);
        try
        {
            byte[] text = [.. "{\"jsonrpc\":\"2.0\",\"id\":\"policyguard-initialize\",\"method\":\"initialize\",\"params\":"u8, .. session.Greeting.Span, (byte)'}'];
            _connection = await Connector.InitializeAsync(upstream, link.Name, RawJson.Message(text), ct).ConfigureAwait(false);
            _ = ListenAsync(_connection);
        }
        catch (UpstreamException) when (own.Dialect.Era == Era.Modern)
        {
            _modernOnly = true;
            await upstream.DisposeAsync().ConfigureAwait(false);
        }
        catch
        {
            await upstream.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (_connection is { } connection && session.LogLevel is { } level && connection.Offers("logging"))
        {
            await connection.Session.RequestAsync(level, connection.Dialect.Headers(level), NoSink.Instance, ct).ConfigureAwait(false);
        }
    }

    private async Task ListenAsync(Connection connection)
    {
        try
        {
            await connection.Session.ListenAsync(connection.Dialect.Headers(OwnMessages.Notification(RpcMethods.Initialized)), unsolicited, session.Ended).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UpstreamException or OperationCanceledException or ObjectDisposedException)
        {
            // Then the upstream says nothing unasked.
        }
    }

    private async ValueTask ForgetAsync(Connection connection)
    {
        if (Interlocked.CompareExchange(ref _connection, null, connection) == connection)
        {
            await connection.Session.DisposeAsync().ConfigureAwait(false);
        }
    }
}
