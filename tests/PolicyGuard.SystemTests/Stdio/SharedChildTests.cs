using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Upstreams;
using PolicyGuard.Gateway.Upstreams.Stdio;

namespace PolicyGuard.SystemTests.Stdio;

/// <summary>One child works for many clients. What it says to nobody in particular may tell one of another.</summary>
public sealed class SharedChildTests
{
    private const string Log = """{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"a's secret"}}""";

    private static string Say(string text) => $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(text + "\n"))}}"}""";

    [Fact]
    public async Task A_log_line_about_one_clients_call_reaches_another()
    {
        await using var talker = await SharedAsync();
        await talker.SendAsync("1", "t/echo", sink: new ClientSink("a"), ct: TestContext.Current.CancellationToken);
        var other = new ClientSink("b");
        await talker.SendAsync("2", "t/raw", Say(Log), other, TestContext.Current.CancellationToken);

        Assert.Empty(other.Messages);
        Assert.Contains(talker.Unsolicited.Texts, text => text.Contains("a's secret", StringComparison.Ordinal)); // The gateway itself, which drops it.
    }

    [Fact]
    public async Task The_only_client_of_a_child_hears_nothing_of_its_own_call()
    {
        await using var talker = await SharedAsync();
        await talker.SendAsync("0", "t/echo", sink: new ClientSink(null), ct: TestContext.Current.CancellationToken);
        await talker.SendAsync("1", "t/echo", sink: new ClientSink("a"), ct: TestContext.Current.CancellationToken);
        var mine = new ClientSink("a");
        await talker.SendAsync("2", "t/raw", Say(Log), mine, TestContext.Current.CancellationToken);

        Assert.Single(mine.Messages);
    }

    [Fact]
    public async Task Progress_is_lost_because_others_use_the_child_too()
    {
        await using var talker = await SharedAsync();
        await talker.SendAsync("1", "t/echo", sink: new ClientSink("a"), ct: TestContext.Current.CancellationToken);
        var other = new ClientSink("b");
        await talker.SendAsync("2", "t/progress", """{"steps":2,"ms":1,"_meta":{"progressToken":"p"}}""", other, TestContext.Current.CancellationToken);

        Assert.Equal(2, other.Messages.Count);
    }

    [Fact]
    public async Task A_question_about_one_clients_call_is_asked_of_another()
    {
        await using var talker = await SharedAsync();
        await talker.SendAsync("1", "t/echo", sink: new ClientSink("a"), ct: TestContext.Current.CancellationToken);
        var other = new ClientSink("b");
        var reply = await talker.SendAsync("2", "t/ask", """{"id":7,"q":"a's secret"}""", other, TestContext.Current.CancellationToken);

        Assert.Empty(other.Messages);
        Assert.Contains("no client can be asked here", Talker.Text(reply), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_that_pings_when_nobody_calls_is_never_answered()
    {
        await using var talker = await SharedAsync();
        await talker.SendAsync("1", "t/echo", sink: new ClientSink("a"), ct: TestContext.Current.CancellationToken);
        await talker.SendAsync("2", "t/raw", Say("""{"jsonrpc":"2.0","id":"p","method":"ping"}"""), new ClientSink("b"), TestContext.Current.CancellationToken);

        // The talker answers in threads of its own; that it is still there and was not told an error is what counts.
        Assert.DoesNotContain(talker.Unsolicited.Texts, text => text.Contains("ping", StringComparison.Ordinal));
        await talker.SendAsync("3", "t/echo", sink: new ClientSink("b"), ct: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Clients_start_processes_without_end()
    {
        var options = new UpstreamOptions { Name = "talker", Command = Talker.Interpreter(), Args = [Talker.Script], Timeout = Talker.Long, MaxChildren = 2 };
        await using var upstream = new StdioUpstream(options, RpcLimits.Default, TimeProvider.System, static _ => { });
        var first = await upstream.OpenAsync(new RecordingSink(), CancellationToken.None);
        Assert.False(upstream.IsFull);
        await using var second = await upstream.OpenAsync(new RecordingSink(), CancellationToken.None);
        Assert.True(upstream.IsFull);

        var refused = await Assert.ThrowsAsync<UpstreamException>(async () => await upstream.OpenAsync(new RecordingSink(), CancellationToken.None));
        Assert.Equal(Reasons.TooManyChildren, refused.Reason);
        Assert.Contains("max_children", refused.Message, StringComparison.Ordinal);
        Assert.Null(upstream.Fault);

        await first.DisposeAsync();
        await first.DisposeAsync();
        await using var third = await upstream.OpenAsync(new RecordingSink(), CancellationToken.None);
        await Assert.ThrowsAsync<UpstreamException>(async () => await upstream.OpenAsync(new RecordingSink(), CancellationToken.None));
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_uses_its_places_up()
    {
        var options = new UpstreamOptions { Name = "gone", Command = "/nowhere/at-all", MaxChildren = 1 };
        await using var upstream = new StdioUpstream(options, RpcLimits.Default, TimeProvider.System, static _ => { });
        for (var i = 0; i < 3; i++)
        {
            var fault = await Assert.ThrowsAsync<UpstreamException>(async () => await upstream.OpenAsync(new RecordingSink(), CancellationToken.None));
            Assert.Equal(Reasons.UpstreamUnreachable, fault.Reason);
        }
    }

    private static async Task<Talker> SharedAsync()
    {
        var talker = await Talker.StartAsync(shared: true);
        await talker.InitializeAsync();
        return talker;
    }

    private sealed class ClientSink(string? client) : IMessageSink
    {
        public List<RpcMessage> Messages { get; } = [];

        public string? Client => client;

        public ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct)
        {
            Messages.Add(message);
            return default;
        }
    }
}
