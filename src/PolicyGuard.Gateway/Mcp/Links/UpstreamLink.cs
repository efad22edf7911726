using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Upstreams;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>
/// One upstream as the router sees it: its tools, and the gateway's own conversation with it, kept up in the background. An upstream that
/// fails does not take others down; who needs it meanwhile is told why.
/// </summary>
internal sealed class UpstreamLink : IMessageSink, IAsyncDisposable
{
    /// <summary>The fault of an upstream whose first attempt has not ended.</summary>
    public const string Connecting = "connecting";

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(30);

    // A flood of "my tools changed" costs at most so many listings a second.
    private static readonly TimeSpan BetweenListings = TimeSpan.FromMilliseconds(200);
    private static readonly RpcMessage ToolsChanged = OwnMessages.Notification(MoreMethods.ToolsChanged);

    private readonly TimeProvider _time;
    private readonly Action<string> _onFault;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Wake _wake = new();
    private readonly bool _keepsConnection;
    private TaskCompletionSource<Connection> _attempt = NewAttempt();
    private volatile Connection? _connection;
    private volatile string? _fault;
    private Task _running = Task.CompletedTask;

    /// <param name="upstream">The upstream; disposed with this.</param>
    /// <param name="pins">Where tool definitions are pinned.</param>
    /// <param name="keepsConnection">Whether the gateway has a conversation of its own. Not where one client alone uses one child process.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onFault">Hears of faults, for the operator.</param>
    /// <param name="record">Writes events, each a reason and a message; null writes none.</param>
    public UpstreamLink(IUpstream upstream, IToolPinStore pins, bool keepsConnection, TimeProvider time, Action<string> onFault, Func<string, string, ValueTask>? record = null)
    {
        Upstream = upstream;
        Tools = new ToolCatalog(upstream.Options.Name, pins, record is null ? null : new UnusualNames(pins, record));
        Tools.Changed += () => Heard?.Invoke(ToolsChanged);
        Shared = new SharedSession(this);
        _keepsConnection = keepsConnection;
        _time = time;
        _onFault = onFault;
    }

    /// <summary>The upstream.</summary>
    public IUpstream Upstream { get; }

    /// <summary>Its name.</summary>
    public string Name => Upstream.Options.Name;

    /// <summary>The clock.</summary>
    public TimeProvider Time => _time;

    /// <summary>The tasks that it began for calls through this gateway.</summary>
    public StartedTasks Tasks { get; } = new();

    /// <summary>Its tools.</summary>
    public ToolCatalog Tools { get; }

    /// <summary>The names of its prompts, as last listed.</summary>
    public ICollection<string> Prompts { get; private set; } = [];

    /// <summary>Raised with a bare <c>notifications/tools/list_changed</c> when the upstream says so in the gateway's own conversation, and when we see by ourselves that its tools changed.</summary>
    public event Action<RpcMessage>? Heard;

    /// <summary>The conversation that clients without one of their own share.</summary>
    public SharedSession Shared { get; }

    /// <summary>The gateway's own conversation, where there is one at present.</summary>
    public Connection? Connection => _connection;

    /// <summary>Why the upstream cannot be used at present, or null; <c>connecting</c> before the first attempt ended.</summary>
    public string? Fault => !_keepsConnection ? Upstream.Fault : _connection is null ? _fault ?? Connecting : Upstream.Fault;

    /// <summary>Begins to connect, in the background.</summary>
    public void Start()
    {
        if (_keepsConnection)
        {
            _running = RunAsync(_stopping.Token);
        }
    }

    /// <summary>The conversation; waits for an attempt that is under way, or starts one.</summary>
    /// <exception cref="UpstreamException">The upstream cannot be used.</exception>
    public ValueTask<Connection> ConnectedAsync(CancellationToken ct)
    {
        if (_connection is { } connection)
        {
            return new(connection);
        }

        if (!_keepsConnection)
        {
            throw new UpstreamException(Reasons.UpstreamFailed, $"upstream `{Name}` is used by one client only, which has to initialize first");
        }

        var attempt = Volatile.Read(ref _attempt);
        _wake.Up();
        return new(attempt.Task.WaitAsync(ct));
    }

    /// <summary>Says that a conversation no longer works; the next one is begun at once.</summary>
    public void Drop(Connection broken, string why)
    {
        if (Interlocked.CompareExchange(ref _connection, null, broken) == broken)
        {
            _fault = why;
            Interlocked.Exchange(ref _attempt, NewAttempt());
            _ = broken.Session.DisposeAsync().AsTask();
            _wake.Up();
        }
    }

    /// <summary>Lists the tools again, soon.</summary>
    public void Refresh() => _wake.Up();

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <inheritdoc/>
    public ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct)
    {
        if (message.Is(MoreMethods.ToolsChanged) || message.Is(MoreMethods.PromptsChanged))
        {
            Refresh();
        }

        if (message.Is(MoreMethods.ToolsChanged))
        {
            // Without what stands in it: it was said to all of us.
            Heard?.Invoke(ToolsChanged);
        }

        return default;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
        {
            await connection.Session.DisposeAsync().ConfigureAwait(false);
        }

        await Upstream.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    // One loop per upstream: connect, list, then sleep until something changed or broke.
    private async Task RunAsync(CancellationToken ct)
    {
        var pause = FirstPause;
        while (!ct.IsCancellationRequested)
        {
            var connection = _connection;
            try
            {
                connection ??= await Connector.ConnectAsync(Upstream, this, _time, ct).ConfigureAwait(false);
                await ListAsync(connection, ct).ConfigureAwait(false);
                Connected(connection, ct);
                pause = FirstPause;
                await _wake.SleepAsync(Timeout.InfiniteTimeSpan, _time, ct).ConfigureAwait(false);
                await Task.Delay(BetweenListings, _time, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (e is UpstreamException or RegistryException)
            {
                await FailedAsync(connection, e).ConfigureAwait(false);
                await Task.Delay(FirstPause, _time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (pause > FirstPause)
                {
                    // Somebody who needs the upstream cuts the rest of a long pause short.
                    await _wake.SleepAsync(pause - FirstPause, _time, ct).ConfigureAwait(false);
                }

                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task ListAsync(Connection connection, CancellationToken ct)
    {
        if (connection.Offers("tools"))
        {
            await ToolLister.RefreshAsync(connection.Session, connection.Dialect, Name, Tools, whole: true, ct).ConfigureAwait(false);
        }
        else
        {
            Tools.Keep(new HashSet<string>());
        }

        try
        {
            Prompts = connection.Offers("prompts")
                ? await PromptLister.ListAsync(connection.Session, connection.Dialect, Name, ct).ConfigureAwait(false)
                : [];
        }
        catch (UpstreamException e) when (e.Reason == Reasons.UpstreamFailed)
        {
            // Its tools work; prompts whose names we do not know can be called by its own endpoint.
            _onFault($"upstream {Name}: {e.Message}");
        }
    }

    private void Connected(Connection connection, CancellationToken ct)
    {
        if (_connection is null)
        {
            _connection = connection;
            _ = ListenAsync(connection, ct);
        }

        _fault = null;
        Volatile.Read(ref _attempt).TrySetResult(connection);
    }

    private async ValueTask FailedAsync(Connection? connection, Exception e)
    {
        var fault = e as UpstreamException ?? new UpstreamException(Reasons.RegistryUnavailable, $"the tools of upstream `{Name}` cannot be pinned: {e.Message}", e);
        if (_fault != fault.Message)
        {
            _onFault($"upstream {Name}: {fault.Message}{(fault.InnerException is { } cause ? $" ({cause.Message})" : "")}");
        }

        _connection = null;
        _fault = fault.Message;
        var failed = Interlocked.Exchange(ref _attempt, NewAttempt());
        failed.TrySetException(fault);
        _ = failed.Task.Exception;
        if (connection is not null)
        {
            await connection.Session.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Hears of changed tools where the upstream tells them on a stream of their own.
    private async Task ListenAsync(Connection connection, CancellationToken ct)
    {
        var offered = true;
        while (offered && _connection == connection && !ct.IsCancellationRequested)
        {
            try
            {
                offered = await ListenOnceAsync(connection, ct).ConfigureAwait(false);

                if (offered)
                {
                    // The stream ended, perhaps because the upstream was started anew: it may have other tools now.
                    Refresh();
                }
            }
            catch (Exception e) when (e is UpstreamException or OperationCanceledException)
            {
                // Without news we learn of a change when somebody lists, or calls a tool that we do not know.
            }

            await Task.Delay(LongestPause, _time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> ListenOnceAsync(Connection connection, CancellationToken ct)
    {
        if (connection.Dialect.Era == Era.Legacy)
        {
            return await connection.Session.ListenAsync(connection.Dialect.Headers(OwnMessages.Notification(RpcMethods.Initialized)), this, ct).ConfigureAwait(false);
        }

        var listen = OwnMessages.Request("policyguard-listen", RpcMethods.SubscriptionsListen, Era.Modern, static json =>
        {
            json.WriteStartObject("notifications"u8);
            json.WriteBoolean("toolsListChanged"u8, true);
            json.WriteBoolean("promptsListChanged"u8, true);
            json.WriteBoolean("resourcesListChanged"u8, true);
            json.WriteEndObject();
        });
        var reply = await connection.Session.RequestAsync(listen, connection.Dialect.Headers(listen), this, ct).ConfigureAwait(false);
        return reply.Message.Kind == RpcKind.Result;
    }

    private static TaskCompletionSource<Connection> NewAttempt() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
