using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PolicyGuard.Ledger;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>Messages before the answer: live, in order, and none lost.</summary>
public sealed class StreamTests
{
    private const string Call = """{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"echo","_meta":{"progressToken":"p"}}}""";

    [Fact]
    public async Task Progress_reaches_the_client_before_the_upstream_goes_on()
    {
        using var goOn = new SemaphoreSlim(0);
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "tools/call")
            {
                return false;
            }

            for (var i = 0; i < 3; i++)
            {
                await McpStub.EventAsync(http, "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":\"p\",\"progress\":" + i + "}}\n\n");
                await goOn.WaitAsync(TimeSpan.FromSeconds(20));
            }

            await McpStub.EventAsync(http, "data: {\"jsonrpc\":\"2.0\",\"id\":" + seen.Id + ",\"result\":{\"content\":[]}}\n\n");
            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub);
        var (id, _) = await rig.InitializeAsync();

        using var response = await rig.PostAsync(Call, "mcp", ("Mcp-Session-Id", id), ("Accept", "application/json, text/event-stream"));
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no", response.Headers.GetValues("X-Accel-Buffering").Single());
        await using var events = new EventFeed(response);
        for (var i = 0; i < 3; i++)
        {
            // The upstream says nothing more until we have seen this one.
            Assert.Equal(i, (await events.NextAsync()).GetProperty("params").GetProperty("progress").GetInt32());
            goOn.Release();
        }

        Assert.Equal(5, (await events.NextAsync()).GetProperty("id").GetInt32());
        Assert.True(await events.EndsAsync());
    }

    [Fact]
    public async Task An_answer_with_nothing_before_it_is_plain_json_although_the_upstream_streamed_it()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = Streams("data: RESULT\n\n"));
        await using var rig = await GatewayRig.StartAsync(stub);

        using var response = await rig.PostAsync(Call, "mcp", ("Accept", "application/json, text/event-stream"));

        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_client_that_reads_one_answer_only_gets_it_without_what_came_before()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = Streams("data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}\n\ndata: RESULT\n\n"));
        await using var rig = await GatewayRig.StartAsync(stub);

        var answer = await rig.CallAsync(Call);

        Assert.Equal(5, answer.GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task A_client_that_reads_streams_only_gets_a_stream()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);

        using var response = await rig.PostAsync(Call, "mcp", ("Accept", "text/event-stream"));

        await using var events = new EventFeed(response);
        Assert.Equal(5, (await events.NextAsync()).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task A_pretty_printed_message_stays_one_event()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "tools/call")
            {
                return false;
            }

            await McpStub.JsonAsync(http, "{\n  \"jsonrpc\": \"2.0\",\r\n  \"id\": " + seen.Id + ",\r  \"result\": {\"content\": []}\n}");
            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub);

        using var response = await rig.PostAsync(Call, "mcp", ("Accept", "text/event-stream"));

        await using var events = new EventFeed(response);
        Assert.Equal(JsonValueKind.Array, (await events.NextAsync()).GetProperty("result").GetProperty("content").ValueKind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_leaves_is_noticed_upstream_and_in_the_log(bool modern)
    {
        var left = new TaskCompletionSource();
        await using var stub = await McpStub.StartAsync(s =>
        {
            (s.Modern, s.Legacy) = (modern, !modern);
            s.On = async (seen, http) =>
            {
                if (seen.Method == "notifications/cancelled")
                {
                    left.TrySetResult();
                }

                if (seen.Method != "tools/call")
                {
                    return false;
                }

                await McpStub.EventAsync(http, ": working\n\n");
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                if (modern)
                {
                    left.TrySetResult();
                }

                return true;
            };
        });
        await using var rig = await GatewayRig.StartAsync(stub);
        await rig.ReadyAsync();

        using var leaving = new CancellationTokenSource();
        var call = rig.Http.PostAsync(new Uri(rig.Url, "mcp"), new StringContent(Call, null, "application/json"), leaving.Token);
        while (!stub.Of("tools/call").Any())
        {
            await Task.Delay(10);
        }

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        await left.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await Eventually(async () => (await rig.EntriesAsync(EntryKind.Closed)).Count == 1);
    }

    [Fact]
    public async Task Progress_extends_the_time_that_silence_does_not_have()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "tools/call")
            {
                return false;
            }

            for (var i = 0; i < 6; i++)
            {
                await McpStub.EventAsync(http, "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":1,\"progress\":" + i + "}}\n\n");
                await Task.Delay(400);
            }

            await McpStub.EventAsync(http, "data: {\"jsonrpc\":\"2.0\",\"id\":" + seen.Id + ",\"result\":{}}\n\n");
            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { Upstreams = [o.Upstreams[0] with { Timeout = TimeSpan.FromSeconds(1.5) }] });

        Assert.True((await rig.CallAsync(Call)).TryGetProperty("result", out _));
    }

    [Fact]
    public async Task Silence_ends_a_call_and_says_so()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "tools/call")
            {
                return false;
            }

            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { Upstreams = [o.Upstreams[0] with { Timeout = TimeSpan.FromSeconds(1) }] });

        var answer = await rig.CallAsync(Call);

        Assert.Equal("upstream.timeout", answer.GetProperty("error").GetProperty("data").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_stream_that_ends_without_an_answer_is_a_failure_not_a_wait()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = Streams(": nothing\n\n"));
        await using var rig = await GatewayRig.StartAsync(stub);

        var answer = await rig.CallAsync(Call);

        Assert.Equal("upstream.failed", answer.GetProperty("error").GetProperty("data").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_stream_that_can_be_resumed_is_resumed_for_a_client_that_cannot()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method == "tools/call")
            {
                await McpStub.EventAsync(http, "id: 1\nretry: 10\ndata: \n\n");
                return true;
            }

            if (seen.HttpMethod != "GET" || !seen.Headers.TryGetValue("Last-Event-ID", out var last))
            {
                return false;
            }

            Assert.Equal("1", last);
            var call = s.Of("tools/call").Single();
            await McpStub.EventAsync(http, "id: 2\ndata: {\"jsonrpc\":\"2.0\",\"id\":" + call.Id + ",\"result\":{\"content\":[]}}\n\n");
            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub);

        Assert.Equal(5, (await rig.CallAsync(Call)).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task A_client_that_was_let_go_comes_back_for_an_answer_that_went_through_the_gate()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method == "tools/call")
            {
                await McpStub.EventAsync(http, "id: s1\nretry: 10\ndata: \n\n");
                return true;
            }

            if (seen.HttpMethod == "GET" && seen.Headers.GetValueOrDefault("Last-Event-ID") == "s1")
            {
                await McpStub.EventAsync(http, "id: s2\ndata: {\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{\"content\":[]}}\n\n");
                return true;
            }

            return false;
        });
        await using var rig = await GatewayRig.StartAsync(stub);
        var (id, _) = await rig.InitializeAsync();

        using (var first = await rig.PostAsync(Call, "mcp", ("Mcp-Session-Id", id), ("Accept", "application/json, text/event-stream")))
        {
            Assert.Equal("id: s1\nretry: 10\ndata: \n\n", await first.Content.ReadAsStringAsync());
        }

        Assert.Empty(await rig.EntriesAsync(EntryKind.Closed));
        using var back = await rig.ListenAsync(id, ("Last-Event-ID", "s1"));
        await using var events = new EventFeed(back);
        Assert.Equal(5, (await events.NextAsync()).GetProperty("id").GetInt32());
        Assert.Equal("s2", events.LastId);
        Assert.Single(await rig.EntriesAsync(EntryKind.Closed));
    }

    private static Func<Seen, HttpContext, Task<bool>> Streams(string text) => async (seen, http) =>
    {
        if (seen.Method != "tools/call")
        {
            return false;
        }

        await McpStub.EventAsync(http, text.Replace("RESULT", "{\"jsonrpc\":\"2.0\",\"id\":" + seen.Id + ",\"result\":{\"content\":[]}}", StringComparison.Ordinal));
        return true;
    };

    internal static async Task Eventually(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 1000 && !await condition(); i++)
        {
            await Task.Delay(20);
        }

        Assert.True(await condition());
    }
}
