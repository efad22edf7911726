using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Http;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;
using PolicyGuard.Tests.Doubles;

namespace PolicyGuard.Tests.Gateway;

/// <summary>Who has to go when a session wants a process and there is none left.</summary>
public sealed class SessionTableTests : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly Upstream _upstream = new(2);
    private readonly UpstreamLink _link;
    private readonly SessionTable _table;

    public SessionTableTests()
    {
        _link = new UpstreamLink(_upstream, new MemoryToolPins(_clock), keepsConnection: false, _clock, static _ => { });
        _table = new SessionTable(new GatewayOptions(), _clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _table.DisposeAsync();
        await _link.DisposeAsync();
    }

    [Fact]
    public async Task The_session_that_was_idle_for_the_longest_time_keeps_its_process()
    {
        var first = await AddAsync();
        _clock.Advance(TimeSpan.FromSeconds(10));
        var second = await AddAsync();
        _clock.Advance(TimeSpan.FromSeconds(31));

        await AddAsync();
        Assert.True(first.Ended.IsCancellationRequested);
        Assert.False(second.Ended.IsCancellationRequested);
        Assert.Equal(2, _upstream.Open);
    }

    [Fact]
    public async Task A_session_that_paused_for_a_moment_is_ended()
    {
        await AddAsync();
        var second = await AddAsync();
        _clock.Advance(TimeSpan.FromSeconds(29));

        var third = Session();
        Assert.True(await _table.TryAddAsync(third));
        Assert.False(second.Ended.IsCancellationRequested);
        Assert.Equal(3, _table.Count);
        Assert.Equal(2, _upstream.Open);
    }

    [Fact]
    public async Task A_session_with_a_request_under_way_is_ended()
    {
        var first = await AddAsync();
        var second = await AddAsync();
        _table.Hold(first, +1);
        _table.Hold(second, +1);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await _table.TryAddAsync(Session()));
        Assert.False(first.Ended.IsCancellationRequested || second.Ended.IsCancellationRequested);

        _table.Hold(second, -1);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await _table.TryAddAsync(Session()));
        Assert.False(first.Ended.IsCancellationRequested);
        Assert.True(second.Ended.IsCancellationRequested);
    }

    private ClientSession Session() => new(SessionTable.NewId(), new Endpoint("/mcp", [_link]), Caller.Local, null, null!, _clock);

    private async Task<ClientSession> AddAsync()
    {
        var session = Session();
        Assert.True(await _table.TryAddAsync(session));
        await session.TalkAsync(_link, TestContext.Current.CancellationToken);
        return session;
    }

    private sealed class Upstream(int most) : IUpstream
    {
        public int Open { get; private set; }

        public bool IsFull => Open >= most;

        public UpstreamOptions Options { get; } = new() { Name = "up", Command = "x" };

        public string? Fault => null;

        public ValueTask<IUpstreamSession> OpenAsync(IMessageSink unsolicited, CancellationToken ct)
        {
            Open++;
            return new(new Conversation(() => Open--));
        }

        public ValueTask DisposeAsync() => default;
    }

    private sealed class Conversation(Action ended) : IUpstreamSession
    {
        public Task<UpstreamReply> RequestAsync(RpcMessage request, RequestHeaders headers, IMessageSink sink, CancellationToken ct) => throw new NotSupportedException();

        public Task SendAsync(RpcMessage message, RequestHeaders headers, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask DisposeAsync()
        {
            ended();
            return default;
        }
    }
}
