using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gate;

namespace PolicyGuard.SystemTests.Stdio;

public sealed class StdioGarbageTests
{
    private static readonly RpcLimits Small = new(MaxBytes: 64 * 1024);

    [Theory]
    [InlineData("hello\n")]
    [InlineData("\n\n  \r\n")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":@ID,\"result\":\n")]
    [InlineData("[{\"jsonrpc\":\"2.0\",\"id\":4711,\"result\":1}]\n")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":4711,\"result\":1}\n")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":\"@ID\",\"result\":1}\n")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":@ID.0,\"result\":1}\n")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":4711,\"id\":4712,\"result\":1}\n")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":\"x\",\"progress\":1}}\n")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":@ID}}\n")]
    public async Task What_is_no_message_for_us_is_passed_over_and_the_answer_behind_it_found(string noise)
    {
        await using var talker = await Talker.StartAsync();

        var reply = await talker.SendAsync("1", "t/raw", StdioSessionTests.Raw(noise)).WaitAsync(Talker.Long);

        Assert.Contains("\"done\": true", Talker.Text(reply), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invalid_utf8_is_passed_over_and_logged_without_control_characters()
    {
        await using var talker = await Talker.StartAsync();

        await talker.SendAsync("1", "t/raw", StdioSessionTests.Raw([(byte)'{', 0xff, 0xfe, 0x1b, (byte)'[', (byte)'2', (byte)'J', (byte)'\n'])).WaitAsync(Talker.Long);

        var line = Assert.Single(talker.Log, l => l.Contains("not a message", StringComparison.Ordinal));
        Assert.StartsWith("[talker] ", line, StringComparison.Ordinal);
        Assert.EndsWith(@"{\xff\xfe\u{1b}[2J", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":@ID,\"result\":{\"a\":1,\"a\":2}}\n")]
    [InlineData("{\"result\":{\"a\":1,\"a\":2},\"jsonrpc\":\"2.0\",\"id\":@ID}\n")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":@ID,\"result\":1,\"error\":{\"code\":1,\"message\":\"\"}}\n")]
    [InlineData("{\"jsonrpc\":\"1.0\",\"id\":@ID,\"result\":1}\n")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"?\"}}\n")]
    public async Task An_answer_that_two_readers_could_read_in_two_ways_fails_its_call_at_once(string answer)
    {
        await using var talker = await Talker.StartAsync();

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => talker.SendAsync("1", "t/raw", StdioSessionTests.Raw(answer, reply: false))).WaitAsync(Talker.Long);

        Assert.Equal(Reasons.UpstreamGarbage, failure.Reason);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task An_answer_beyond_the_bound_fails_its_call_at_once_and_costs_no_memory(string idFirst)
    {
        await using var talker = await Talker.StartAsync(limits: Small);

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => talker.SendAsync("1", "t/huge", $$"""{"bytes":50000000,"first":{{idFirst}}}""")).WaitAsync(Talker.Long);

        Assert.Equal(Reasons.UpstreamGarbage, failure.Reason);
        Assert.Contains("bytes in one line, more than 65536", failure.Message, StringComparison.Ordinal);
        await talker.AskAsync("t/echo");
    }

    [Fact]
    public async Task A_large_answer_within_the_bound_arrives_whole()
    {
        await using var talker = await Talker.StartAsync();

        var reply = await talker.SendAsync("\"x\"", "t/huge", """{"bytes":9000000}""").WaitAsync(Talker.Long);

        Assert.Equal(9_000_002, reply.Message.Result.Length);
        Assert.True(reply.Message.Result.Span[1..^1].IndexOfAnyExcept((byte)'x') < 0);
    }

    [Fact]
    public async Task A_flood_on_stderr_holds_nobody_up_and_is_bounded_in_the_log()
    {
        await using var talker = await Talker.StartAsync();
        var line = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('e', 199) + "\n"));

        await talker.AskAsync("t/stderr", $$"""{"bytes":"{{line}}","times":50000}""");
        await talker.AskAsync("t/echo");

        Assert.InRange(talker.Log.Count, 1, 5000);
    }

    [Fact]
    public async Task What_a_child_writes_to_stderr_cannot_move_the_cursor_forge_lines_or_hide_text()
    {
        await using var talker = await Talker.StartAsync();
        var evil = "\u001b[2Jok\r\u0007 \u202egnp\u200b\u0085|\n"u8.ToArray();

        await talker.AskAsync("t/stderr", $$"""{"bytes":"{{Convert.ToBase64String(evil)}}"}""");

        await Talker.EventuallyAsync(() => !talker.Log.IsEmpty, "the line is logged");
        Assert.Equal(@"[talker] \u{1b}[2Jok\u{d}\u{7} \u{202e}gnp\u{200b}\u{85}|", talker.Log.First());
    }

    [Fact]
    public async Task A_child_that_never_reads_neither_blocks_nor_grows_us()
    {
        await using var talker = await Talker.StartAsync(o => o with { Args = [Talker.Script, "--never-read"], Timeout = TimeSpan.FromSeconds(2) });
        var large = new string('x', 200_000);
        var calls = Enumerable.Range(0, 50).Select(i => talker.SendAsync($"{i}", "t/echo", $$"""{"x":"{{large}}"}""")).ToArray();

        foreach (var call in calls)
        {
            var failure = await Assert.ThrowsAsync<UpstreamException>(() => call).WaitAsync(Talker.Long);
            Assert.Equal(Reasons.UpstreamTimeout, failure.Reason);
        }

        using var cts = new CancellationTokenSource(200);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => talker.SendAsync("1", "t/echo", ct: cts.Token)).WaitAsync(Talker.Long);
    }
}
