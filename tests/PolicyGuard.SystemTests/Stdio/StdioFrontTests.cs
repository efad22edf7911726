using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;

namespace PolicyGuard.SystemTests.Stdio;

public sealed class StdioFrontTests
{
    [Fact]
    public async Task A_call_goes_through_the_gate_to_the_child_and_its_answer_back_untouched()
    {
        await using var rig = new WrapRig();
        await rig.InitializeAsync();

        var answer = await rig.CallAsync("\"é\"", "echo", """{"n":1.50,"x":"ü"}""", """{"acme":1.0}""");

        Assert.Equal("ü", answer.GetProperty("result").GetProperty("params").GetProperty("x").GetString());
        Assert.Contains(rig.Lines, line => line.StartsWith("{\"jsonrpc\": \"2.0\", \"id\": \"é\", \"result\": {\"id\": ", StringComparison.Ordinal));
        Assert.Single(await rig.EntriesAsync(EntryKind.Opened));
        Assert.Single(await rig.EntriesAsync(EntryKind.Closed));
    }

    [Fact]
    public async Task A_refused_call_never_reaches_the_child()
    {
        await using var rig = new WrapRig();
        await rig.InitializeAsync();

        var answer = await rig.CallAsync("5", "forbidden");

        Assert.True(answer.GetProperty("result").GetProperty("isError").GetBoolean());
        Assert.Contains("not this one", answer.GetRawText(), StringComparison.Ordinal);
        Assert.Single(await rig.EntriesAsync(EntryKind.Refused));
        var seen = (await rig.CallAsync("6", "seen")).GetProperty("result").GetProperty("seen").EnumerateArray().Select(s => s.GetRawText());
        Assert.Equal(2, seen.Count(s => s is "\"tools/call\"" or "\"tools/list\""));
    }

    [Theory]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"name\":\"forbidden\"}}", -32600, "9", "message.duplicate_key")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":7}}", -32600, "9", "message.invalid")]
    [InlineData("[{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\"}}]", -32600, "null", "message.batch")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\"", -32700, "null", "message.not_json")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"ping\"} {\"jsonrpc\":\"2.0\",\"id\":10,\"method\":\"ping\"}", -32700, "null", "message.not_json")]
    [InlineData("hello", -32700, "null", "message.not_json")]
    public async Task What_is_not_a_message_is_answered_written_down_and_not_handed_on(string line, int code, string id, string reason)
    {
        await using var rig = new WrapRig();
        await rig.InitializeAsync();

        var answer = rig.Expect(id);
        await rig.WriteAsync(line);

        var error = (await answer.WaitAsync(Talker.Long)).GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetInt32());
        Assert.Equal(reason, error.GetProperty("data").GetProperty("reason").GetString());
        Assert.Contains(reason, Encoding.UTF8.GetString(Assert.Single(await rig.EntriesAsync(EntryKind.Malformed)).Json.Span), StringComparison.Ordinal);
        var seen = (await rig.CallAsync("11", "seen")).GetProperty("result").GetProperty("seen").EnumerateArray().Where(s => s.ValueKind == JsonValueKind.String);
        Assert.Equal(["initialize", "tools/list", "tools/call"], seen.Select(s => s.GetString()));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_and_lines_without_end_are_refused_and_the_next_message_is_read()
    {
        await using var rig = new WrapRig(limits: new RpcLimits(MaxBytes: 10_000));
        await rig.InitializeAsync();

        await rig.WriteAsync([(byte)'{', (byte)'"', 0xc0, 0x80, (byte)'"', (byte)'}', (byte)'\n']);
        for (var i = 0; i < 100; i++)
        {
            await rig.WriteAsync(Encoding.ASCII.GetBytes(new string('{', 10_000)));
        }

        await rig.WriteAsync("");
        Assert.True((await rig.CallAsync("3", "echo")).TryGetProperty("result", out _));

        var entries = (await rig.EntriesAsync(EntryKind.Malformed)).Select(e => Encoding.UTF8.GetString(e.Json.Span)).ToList();
        Assert.Equal(2, entries.Count);
        Assert.Contains(entries, e => e.Contains("message.not_utf8", StringComparison.Ordinal));
        Assert.Contains(entries, e => e.Contains("message.too_large", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_hundred_calls_at_once_each_get_their_own_answer()
    {
        await using var rig = new WrapRig();
        await rig.InitializeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(100, 200).Select(i => rig.CallAsync($"{i}", "echo", $$"""{"tag":{{i}}}""")));

        Assert.All(answers, a => Assert.Equal(a.GetProperty("id").GetInt32(), a.GetProperty("result").GetProperty("params").GetProperty("tag").GetInt32()));
    }

    [Fact]
    public async Task The_child_asks_the_client_and_gets_its_answer()
    {
        await using var rig = new WrapRig();
        await rig.InitializeAsync();
        rig.OnRequest = question => rig.WriteAsync($$$$"""{"jsonrpc":"2.0","id":{{{{question.GetProperty("id").GetRawText()}}}},"result":{"role":"assistant","model":"m","content":{"type":"text","text":"ja"}}}""");

        var answer = await rig.CallAsync("1", "ask", """{"id":"q","q":"?"}""");

        Assert.Equal("q", answer.GetProperty("result").GetProperty("answer").GetProperty("id").GetString());
        Assert.Contains("\"ja\"", answer.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_at_the_child_and_not_answered()
    {
        await using var rig = new WrapRig();
        await rig.InitializeAsync();
        var never = rig.Expect("7");
        await rig.WriteAsync("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"until-cancelled","arguments":{"tag":"c"}}}""");
        await rig.CallAsync("8", "echo");

        await rig.WriteAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""");

        for (var i = 0; i < 100; i++)
        {
            var seen = await rig.CallAsync($"{100 + i}", "seen");
            if (seen.GetRawText().Contains("""{"cancelled": true, "tag": "c"}""", StringComparison.Ordinal))
            {
                Assert.False(never.IsCompleted);
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail("the child never heard of the cancellation");
    }

    [Fact]
    public async Task When_the_client_closes_its_end_what_it_asked_is_answered_and_the_child_ends()
    {
        await using var rig = new WrapRig();
        await rig.InitializeAsync();
        var pid = (await rig.CallAsync("1", "echo")).GetProperty("result").GetProperty("pid").GetInt32();
        var slow = rig.Expect("2");
        await rig.WriteAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"sleep","arguments":{"ms":700}}}""");

        rig.CloseInput();

        await rig.Running.WaitAsync(Talker.Long);
        Assert.Equal(700, (await slow.WaitAsync(Talker.Long)).GetProperty("result").GetProperty("slept").GetInt32());
        Assert.False(Talker.Lives(pid));
    }

    [Fact]
    public async Task A_client_of_the_stateless_era_calls_and_subscribes_without_a_handshake_and_its_subscription_does_not_keep_us()
    {
        const string Modern = """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"m","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}""";
        await using var rig = new WrapRig();
        var told = new TaskCompletionSource<JsonElement>();
        rig.OnRequest = message =>
        {
            told.TrySetResult(message);
            return Task.CompletedTask;
        };

        var answer = await rig.CallAsync("\"a\"", "echo", """{"x":1}""", Modern);
        var refused = await rig.CallAsync("\"b\"", "forbidden", "{}", Modern);
        await rig.WriteAsync($$$$"""{"jsonrpc":"2.0","id":"sub","method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},"_meta":{{{{Modern}}}}}}""");
        var change = await told.Task.WaitAsync(Talker.Long);
        rig.CloseInput();

        await rig.Running.WaitAsync(TimeSpan.FromSeconds(8)); // Less than calls under way would be waited for.
        Assert.Equal(1, answer.GetProperty("result").GetProperty("params").GetProperty("x").GetInt32());
        Assert.True(refused.GetProperty("result").GetProperty("isError").GetBoolean());
        Assert.Equal("sub", change.GetProperty("params").GetProperty("_meta").GetProperty("io.modelcontextprotocol/subscriptionId").GetString());
    }

    [Fact]
    public async Task A_client_that_does_not_read_neither_grows_us_nor_keeps_us_from_stopping()
    {
        await using var rig = new WrapRig(reads: false);
        var large = new string('x', 100_000);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 3000 && !patience.IsCancellationRequested; i++)
            {
                await rig.WriteAsync($$$$"""{"jsonrpc":"2.0","id":{{{{i}}}},"method":"tools/call","params":{"name":"echo","arguments":{"x":"{{{{large}}}}"}}}""");
            }
        });

        await Task.WhenAny(writing, Task.Delay(3000));
        Assert.False(writing.IsCompleted, "300 MB were taken from a client that reads nothing");
        await rig.Stop.CancelAsync();
        await rig.Running.WaitAsync(Talker.Long);
        rig.CloseInput();
    }

    [Fact]
    public async Task A_command_that_cannot_be_started_ends_the_wrap_with_the_reason()
    {
        await using var rig = new WrapRig(command: ["no-such-program-anywhere"]);

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => rig.Running).WaitAsync(Talker.Long);

        Assert.Equal(Reasons.UpstreamUnreachable, failure.Reason);
    }

    [Fact]
    public async Task A_child_that_crashes_fails_its_call_and_the_next_one_works()
    {
        await using var rig = new WrapRig();
        await rig.InitializeAsync();

        var crash = await rig.CallAsync("1", "exit", """{"code":9}""");
        var after = await rig.CallAsync("2", "echo");

        Assert.Contains("upstream.crashed", crash.GetRawText(), StringComparison.Ordinal);
        Assert.True(after.TryGetProperty("result", out _));
    }
}
