using System.Text.Json;
using PolicyGuard.Ledger;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>What an upstream wants of the client's model or user is a call too, in both eras.</summary>
public sealed class QuestionTests
{
    private const string Call = """{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"echo"}}""";

    [Theory]
    [InlineData("sampling/createMessage")]
    [InlineData("elicitation/create")]
    [InlineData("roots/list")]
    [InlineData("ping")]
    public async Task A_question_reaches_the_client_and_its_answer_the_upstream(string method)
    {
        await using var stub = await McpStub.StartAsync(s => s.On = Asks(s, method));
        await using var rig = await GatewayRig.StartAsync(stub);
        var (id, _) = await rig.InitializeAsync(capabilities: """{"sampling":{},"elicitation":{},"roots":{}}""");

        using var response = await rig.PostAsync(Call, "mcp", ("Mcp-Session-Id", id), ("Accept", "application/json, text/event-stream"));
        await using var events = new EventFeed(response);
        var question = await events.NextAsync();
        Assert.Equal(method, question.GetProperty("method").GetString());
        using var answered = await rig.PostAsync(
            "{\"jsonrpc\":\"2.0\",\"id\":" + question.GetProperty("id").GetRawText() + ",\"result\":{\"x\":1.0}}", "mcp", ("Mcp-Session-Id", id));
        Assert.Equal(202, (int)answered.StatusCode);

        var result = (await events.NextAsync()).GetProperty("result").GetProperty("answer");
        Assert.Equal("""{"x":1.0}""", result.GetProperty("result").GetRawText());
        Assert.Equal(method == "ping" ? 1 : 2, (await rig.EntriesAsync(EntryKind.Opened)).Count);
    }

    [Theory]
    [InlineData("sampling/createMessage", "error")]
    [InlineData("elicitation/create", "result")]
    public async Task A_question_that_is_refused_never_reaches_the_client(string method, string answeredWith)
    {
        await using var stub = await McpStub.StartAsync(s => s.On = Asks(s, method));
        await using var rig = await GatewayRig.StartAsync(stub);
        await rig.DenyAsync("tester", "up");
        var (id, _) = await rig.InitializeAsync(capabilities: """{"sampling":{},"elicitation":{}}""");

        using var response = await rig.PostAsync(Call, "mcp", ("Mcp-Session-Id", id), ("Accept", "application/json, text/event-stream"));

        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.True(body.GetProperty("result").GetProperty("answer").TryGetProperty(answeredWith, out var told));
        Assert.Contains(answeredWith == "error" ? "-32003" : "decline", told.GetRawText(), StringComparison.Ordinal);
        Assert.Single(await rig.EntriesAsync(EntryKind.Refused));
    }

    [Fact]
    public async Task A_question_of_a_kind_that_we_do_not_know_is_answered_for_the_client()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = Asks(s, "acme/keystrokes"));
        await using var rig = await GatewayRig.StartAsync(stub);
        var (id, _) = await rig.InitializeAsync();

        var body = await rig.CallAsync(Call, "mcp", ("Mcp-Session-Id", id), ("Accept", "application/json, text/event-stream"));

        Assert.Equal(-32601, body.GetProperty("result").GetProperty("answer").GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_client_that_reads_one_answer_only_is_not_asked()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = Asks(s, "sampling/createMessage"));
        await using var rig = await GatewayRig.StartAsync(stub);

        var body = await rig.CallAsync(Call);

        Assert.True(body.GetProperty("result").GetProperty("answer").TryGetProperty("error", out _));
    }

    [Fact]
    public async Task Questions_of_joined_upstreams_with_one_id_do_not_mix()
    {
        await using var first = await McpStub.StartAsync(s => s.On = Asks(s, "sampling/createMessage"));
        await using var second = await McpStub.StartAsync(s => s.On = Asks(s, "sampling/createMessage"));
        await using var rig = await GatewayRig.StartAsync([("a", first.Url), ("b", second.Url)]);
        var (id, _) = await rig.InitializeAsync(capabilities: """{"sampling":{}}""");
        var feeds = new Dictionary<string, (EventFeed Feed, string Question)>();
        foreach (var name in (string[])["a", "b"])
        {
            var response = await rig.PostAsync(
                "{\"jsonrpc\":\"2.0\",\"id\":\"" + name + "\",\"method\":\"tools/call\",\"params\":{\"name\":\"" + name + "__echo\"}}", "mcp", ("Mcp-Session-Id", id), ("Accept", "application/json, text/event-stream"));
            var feed = new EventFeed(response);
            feeds[name] = (feed, (await feed.NextAsync()).GetProperty("id").GetRawText());
        }

        Assert.NotEqual(feeds["a"].Question, feeds["b"].Question);
        foreach (var (name, (feed, question)) in feeds)
        {
            using var answered = await rig.PostAsync("{\"jsonrpc\":\"2.0\",\"id\":" + question + ",\"result\":{\"for\":\"" + name + "\"}}", "mcp", ("Mcp-Session-Id", id));
            var result = (await feed.NextAsync()).GetProperty("result").GetProperty("answer");
            Assert.Equal(name, result.GetProperty("result").GetProperty("for").GetString());
            Assert.Equal("0", result.GetProperty("id").GetRawText());
            await feed.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_the_modern_era_a_question_within_a_result_passes_or_refuses_the_result(bool refused)
    {
        const string Wants = """{"resultType":"input_required","inputRequests":{"k":{"method":"elicitation/create","params":{"message":"your password?"}}},"requestState":"opaque"}""";
        await using var stub = await McpStub.StartAsync(s =>
        {
            (s.Modern, s.Legacy) = (true, false);
            s.On = async (seen, http) =>
            {
                if (seen.Method != "tools/call")
                {
                    return false;
                }

                await McpStub.ResultAsync(http, seen, Wants);
                return true;
            };
        });
        await using var rig = await GatewayRig.StartAsync(stub);
        if (refused)
        {
            await rig.DenyAsync("local", "up");
        }

        var result = (await rig.CallAsync(Call)).GetProperty("result");

        if (refused)
        {
            Assert.True(result.GetProperty("isError").GetBoolean());
            Assert.DoesNotContain("password", result.GetRawText(), StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(Wants, result.GetRawText());
        }
    }

    // Asks one question on the call's own stream and answers the call with what it heard.
    private static Func<Seen, Microsoft.AspNetCore.Http.HttpContext, Task<bool>> Asks(McpStub stub, string method)
    {
        var heard = new System.Collections.Concurrent.ConcurrentQueue<string>();
        return async (seen, http) =>
        {
            if (seen.HttpMethod == "POST" && seen.Method.Length == 0)
            {
                heard.Enqueue(seen.Body);
                http.Response.StatusCode = 202;
                return true;
            }

            if (seen.Method != "tools/call")
            {
                return false;
            }

            await McpStub.EventAsync(http, "data: {\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"" + method + "\",\"params\":{\"messages\":[]}}\n\n");
            string? answer;
            for (var i = 0; !heard.TryDequeue(out answer) && i < 2000; i++)
            {
                await Task.Delay(10);
            }

            await McpStub.EventAsync(http, "data: {\"jsonrpc\":\"2.0\",\"id\":" + seen.Id + ",\"result\":{\"content\":[],\"answer\":" + (answer ?? "null") + "}}\n\n");
            return true;
        };
    }
}
