using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.SystemTests.Stdio;

public sealed class StdioSessionTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("-0")]
    [InlineData("1e3")]
    [InlineData("12345678901234567890123")]
    [InlineData("\"1\"")]
    [InlineData("\"é\"")]
    [InlineData("\"\\u00e9\"")]
    [InlineData("\"\"")]
    public async Task An_id_comes_back_spelled_as_it_was_sent(string id)
    {
        await using var talker = await Talker.StartAsync();

        var reply = await talker.SendAsync(id, "t/echo").WaitAsync(Talker.Long);

        Assert.Equal(id, Encoding.UTF8.GetString(reply.Message.Id.Span));
        Assert.Contains($"\"id\": {id}, \"result\": {{", Talker.Text(reply), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(reply.Message.Result).RootElement.ValueKind);
    }

    [Fact]
    public async Task A_hundred_calls_with_one_and_the_same_id_through_one_child_keep_their_answers_apart()
    {
        await using var talker = await Talker.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            var sink = new RecordingSink();
            var reply = await talker.SendAsync("7", "t/progress", $$$"""{"steps":2,"ms":{{{100 - i}}},"_meta":{"progressToken":"token-{{{i}}}"}}""", sink);
            var echo = await talker.SendAsync("7", "t/echo", $$"""{"tag":"call {{i}}"}""");
            return (i, reply, sink, echo);
        })).WaitAsync(Talker.Long);

        Assert.All(answers, answer =>
        {
            Assert.Contains("\"done\": true", Talker.Text(answer.reply), StringComparison.Ordinal);
            Assert.Contains($"\"call {answer.i}\"", Talker.Text(answer.echo), StringComparison.Ordinal);
            Assert.Equal(2, answer.sink.Messages.Count);
            Assert.All(answer.sink.Messages, m => Assert.Equal($"\"token-{answer.i}\"", Encoding.UTF8.GetString(m.ProgressToken.Span)));
        });
        Assert.Empty(talker.Unsolicited.Messages);
    }

    [Fact]
    public async Task A_pretty_printed_message_cannot_carry_a_second_one_past_the_gate()
    {
        await using var talker = await Talker.StartAsync();

        await talker.SendAsync("1", "t/echo", "{\"x\":\r\n{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"t/smuggled\"}\n,\"y\":\r{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"t/smuggled\"}\r}").WaitAsync(Talker.Long);

        var seen = await talker.AskAsync("t/seen");
        Assert.DoesNotContain("t/smuggled", seen.GetProperty("seen").EnumerateArray().Select(s => s.ToString()));
    }

    [Fact]
    public async Task Cancelling_reaches_the_child_under_the_id_that_it_knows()
    {
        await using var talker = await Talker.StartAsync();
        using var cts = new CancellationTokenSource();
        var call = talker.SendAsync("\"mine\"", "t/until-cancelled", """{"tag":"a"}""", ct: cts.Token);
        await talker.AskAsync("t/echo");

        await cts.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call).WaitAsync(Talker.Long);
        await SeenAsync(talker, """{"cancelled": true, "tag": "a"}""");
    }

    [Fact]
    public async Task A_clients_own_cancellation_reaches_the_child_once_in_its_own_words_and_the_token_ends_the_call()
    {
        await using var talker = await Talker.StartAsync();
        using var cts = new CancellationTokenSource();
        var call = talker.SendAsync("\"mine\"", "t/until-cancelled", """{"tag":"b"}""", ct: cts.Token);
        await talker.AskAsync("t/echo");

        await talker.NotifyAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"mine","reason":"no longer wanted"}}""");
        await SeenAsync(talker, """{"cancelled": true, "tag": "b"}""");
        Assert.False(call.IsCompleted);
        await cts.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call).WaitAsync(Talker.Long);
        var told = (await talker.AskAsync("t/seen")).GetProperty("seen").EnumerateArray().Where(s => s.GetRawText().Contains("requestId", StringComparison.Ordinal));
        Assert.Equal("no longer wanted", Assert.Single(told).GetProperty("params").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_cancellation_that_could_mean_two_calls_ends_neither()
    {
        await using var talker = await Talker.StartAsync();
        var both = Task.WhenAll(talker.SendAsync("5", "t/sleep", """{"ms":400}"""), talker.SendAsync("5", "t/sleep", """{"ms":400}"""));

        await talker.NotifyAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":5}}""");

        Assert.Equal(2, (await both.WaitAsync(Talker.Long)).Length);
    }

    [Fact]
    public async Task Silence_times_out_and_progress_extends_the_time_but_not_beyond_the_longest()
    {
        await using var talker = await Talker.StartAsync(o => o with { Timeout = TimeSpan.FromSeconds(1), MaxTime = TimeSpan.FromSeconds(4) });
        var silent = talker.SendAsync("1", "t/until-cancelled", """{"tag":"slow"}""");
        var busy = talker.SendAsync("2", "t/progress", """{"steps":8,"ms":250,"_meta":{"progressToken":1}}""");
        var endless = talker.SendAsync("3", "t/progress", """{"steps":100,"ms":250,"_meta":{"progressToken":2}}""");

        var silence = await Assert.ThrowsAsync<UpstreamException>(() => silent).WaitAsync(Talker.Long);
        Assert.Contains("\"done\": true", Talker.Text(await busy.WaitAsync(Talker.Long)), StringComparison.Ordinal);
        var excess = await Assert.ThrowsAsync<UpstreamException>(() => endless).WaitAsync(Talker.Long);

        Assert.Equal((Reasons.UpstreamTimeout, Reasons.UpstreamTimeout), (silence.Reason, excess.Reason));
        Assert.Contains("no answer and no progress for 1 s", silence.Message, StringComparison.Ordinal);
        Assert.Contains("longer than 4 s in all", excess.Message, StringComparison.Ordinal);
        await SeenAsync(talker, """{"cancelled": true, "tag": "slow"}""");
    }

    [Fact]
    public async Task A_child_that_waits_for_the_client_is_not_timed_out_meanwhile()
    {
        await using var talker = await Talker.StartAsync(o => o with { Timeout = TimeSpan.FromSeconds(1) });
        RpcMessage? question = null;
        var sink = new RecordingSink(m =>
        {
            question = m;
            return default;
        });
        var call = talker.SendAsync("1", "t/ask", """{"id":"q"}""", sink);
        await Talker.EventuallyAsync(() => question is not null, "the child asks");
        await Task.Delay(TimeSpan.FromSeconds(2));

        await talker.NotifyAsync($$$"""{"jsonrpc":"2.0","id":{{{Encoding.UTF8.GetString(question!.Id.Span)}}},"result":{"a":1}}""");

        Assert.Contains("""{"a": 1}""", Talker.Text(await call.WaitAsync(Talker.Long)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("\"0\"")]
    [InlineData("\"q\"")]
    [InlineData("123456789012345678901")]
    public async Task A_childs_question_goes_to_the_call_it_belongs_to_and_the_answer_back_under_its_own_id(string id)
    {
        await using var talker = await Talker.StartAsync();
        var sink = new RecordingSink(m => new(talker.NotifyAsync(
            $$"""{"result":{"text":"ja"},"jsonrpc":"2.0","id":{{Encoding.UTF8.GetString(m.Id.Span)}},"x":1.0}""")));

        var reply = await talker.SendAsync("1", "t/ask", $$"""{"id":{{id}},"q":"?"}""", sink).WaitAsync(Talker.Long);

        var answer = JsonDocument.Parse(reply.Message.Result).RootElement.GetProperty("answer");
        Assert.Equal(id, answer.GetProperty("id").GetRawText());
        Assert.Equal("1.0", answer.GetProperty("x").GetRawText());
        Assert.Equal("sampling/createMessage", Assert.Single(sink.Messages).Method);
    }

    [Fact]
    public async Task With_several_calls_open_a_question_goes_to_the_session_and_an_answer_to_no_question_nowhere()
    {
        await using var talker = await Talker.StartAsync();
        var other = talker.SendAsync("1", "t/sleep", """{"ms":1500}""");
        var asking = talker.SendAsync("2", "t/ask", """{"id":"q"}""");
        await Talker.EventuallyAsync(() => !talker.Unsolicited.Messages.IsEmpty, "the question arrives");

        await talker.NotifyAsync("""{"jsonrpc":"2.0","id":"q","result":"guessed the child's own id"}""");
        await talker.NotifyAsync("""{"jsonrpc":"2.0","id":4711,"result":"guessed"}""");
        var id = Encoding.UTF8.GetString(Assert.Single(talker.Unsolicited.Messages).Id.Span);
        await talker.NotifyAsync($$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":-1,"message":"no"}}""");

        Assert.Contains("""{"code": -1, "message": "no"}""", Talker.Text(await asking.WaitAsync(Talker.Long)), StringComparison.Ordinal);
        await other.WaitAsync(Talker.Long);
    }

    [Fact]
    public async Task Changes_that_concern_everybody_go_to_the_session_even_while_one_call_is_open()
    {
        await using var talker = await Talker.StartAsync();
        var sink = new RecordingSink();
        var lines = """
            {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}
            {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":1.50}}

            """;

        await talker.SendAsync("1", "t/raw", Raw(lines), sink).WaitAsync(Talker.Long);

        await Talker.EventuallyAsync(() => !talker.Unsolicited.Messages.IsEmpty, "the change arrives");
        Assert.Equal("notifications/tools/list_changed", Assert.Single(talker.Unsolicited.Messages).Method);
        Assert.Equal("""{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":1.50}}""", Assert.Single(sink.Texts));
    }

    [Fact]
    public async Task A_subscription_speaks_under_the_clients_id_and_ends_with_a_result()
    {
        await using var talker = await Talker.StartAsync(o => o with { Timeout = TimeSpan.FromSeconds(1) });
        var sink = new RecordingSink();

        var reply = await talker.SendAsync("\"sub\"", "subscriptions/listen", """{"end":"result"}""", sink).WaitAsync(Talker.Long);

        Assert.Contains("\"io.modelcontextprotocol/subscriptionId\": \"sub\"", Assert.Single(sink.Texts), StringComparison.Ordinal);
        Assert.Contains("\"io.modelcontextprotocol/subscriptionId\": \"sub\"", Talker.Text(reply), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_outlives_the_time_limits_and_ends_when_the_child_tears_it_down()
    {
        await using var talker = await Talker.StartAsync(o => o with { Timeout = TimeSpan.FromMilliseconds(300), MaxTime = TimeSpan.FromMilliseconds(600) });
        var sink = new RecordingSink();
        var lasting = talker.SendAsync("\"a\"", "subscriptions/listen");
        var torn = talker.SendAsync("\"b\"", "subscriptions/listen", """{"end":"cancel"}""", sink);

        var end = await Assert.ThrowsAsync<UpstreamException>(() => torn).WaitAsync(Talker.Long);
        await Task.Delay(1200);

        Assert.Equal(Reasons.UpstreamFailed, end.Reason);
        Assert.Equal("\"b\"", Encoding.UTF8.GetString(sink.Messages.Last().CancelledId.Span));
        Assert.False(lasting.IsCompleted);
    }

    [Fact]
    public async Task A_client_that_takes_its_messages_slowly_does_not_stall_the_others()
    {
        await using var talker = await Talker.StartAsync();
        var never = new TaskCompletionSource();
        var slow = talker.SendAsync("1", "t/progress", """{"steps":3000,"ms":0,"_meta":{"progressToken":1}}""", new RecordingSink(_ => new(never.Task)));

        for (var i = 0; i < 20; i++)
        {
            await talker.AskAsync("t/echo");
        }

        Assert.False(slow.IsCompleted);
        never.SetResult();
        Assert.Contains("\"done\": true", Talker.Text(await slow.WaitAsync(Talker.Long)), StringComparison.Ordinal);
    }

    internal static string Raw(string text, bool reply = true) => Raw(Encoding.UTF8.GetBytes(text), reply);

    internal static string Raw(byte[] bytes, bool reply = true) =>
        $$"""{"bytes":"{{Convert.ToBase64String(bytes)}}","reply":{{(reply ? "true" : "false")}}}""";

    private static async Task SeenAsync(Talker talker, string entry)
    {
        for (var i = 0; i < 100; i++)
        {
            var seen = (await talker.AskAsync("t/seen")).GetProperty("seen").EnumerateArray();
            if (seen.Any(s => s.GetRawText() == entry))
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail($"the child never saw {entry}");
    }
}
