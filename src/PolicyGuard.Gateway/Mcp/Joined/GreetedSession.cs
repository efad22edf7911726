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
    // An upstream may ask on its stream while the first call runs, and forgets what it asks where nobody listens yet.
    private static readonly TimeSpan EarTime = TimeSpan.FromSeconds(1);
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
            var ear = new Ear(unsolicited);
            _ = ListenAsync(_connection, ear);
            await Task.WhenAny(ear.Open, Task.Delay(EarTime, link.Time, ct)).ConfigureAwait(false);
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

    private async Task ListenAsync(Connection connection, Ear ear)
    {
        try
        {
            await connection.Session.ListenAsync(connection.Dialect.Headers(OwnMessages.Notification(RpcMethods.Initialized)), ear, session.Ended).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UpstreamException or OperationCanceledException or ObjectDisposedException)
        {
            // Then the upstream says nothing unasked.
        }
        finally
        {
            ear.Close();
        }
    }

    private async ValueTask ForgetAsync(Connection connection)
    {
        if (Interlocked.CompareExchange(ref _connection, null, connection) == connection)
        {
            await connection.Session.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Hears when the stream is open, or that there is none.
    private sealed class Ear(IMessageSink inner) : IMessageSink
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Open => _open.Task;

        public bool Reaches => inner.Reaches;

        public ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct) => inner.OnMessageAsync(message, ct);

        public ValueTask OnOpenAsync(CancellationToken ct)
        {
            _open.TrySetResult();
            return inner.OnOpenAsync(ct);
        }

        public void Close() => _open.TrySetResult();
    }
}
