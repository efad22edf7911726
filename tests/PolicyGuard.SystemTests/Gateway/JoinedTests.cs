using System.Text.Json;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>Several upstreams shown as one at /mcp.</summary>
public sealed class JoinedTests
{
    private const string Modern = """ "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}} """;

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task Tools_of_all_upstreams_are_listed_under_their_upstreams_name_and_calls_reach_the_right_one(bool firstModern, bool secondModern)
    {
        await using var first = await McpStub.StartAsync(s => (s.Modern, s.Legacy) = (firstModern, !firstModern));
        await using var second = await McpStub.StartAsync(s => (s.Modern, s.Legacy) = (secondModern, !secondModern));
        await using var rig = await GatewayRig.StartAsync([("a", first.Url), ("b", second.Url)]);

        var list = await rig.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");
        Assert.Equal(["a__echo", "a__wipe", "b__echo", "b__wipe"], list.GetProperty("result").GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("name").GetString()));

        var answer = await rig.CallAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"b__echo"}}""");
        Assert.Equal("done", answer.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Empty(first.Of("tools/call"));
        Assert.Equal("echo", second.Of("tools/call").Single().Json.GetProperty("params").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_legacy_client_agrees_with_the_gateway_and_each_upstream_is_greeted_in_its_name()
    {
        await using var first = await McpStub.StartAsync(s => s.Capabilities = """{"tools":{},"prompts":{}}""");
        await using var second = await McpStub.StartAsync(s => s.Capabilities = """{"tools":{},"resources":{"subscribe":true}}""");
        await using var rig = await GatewayRig.StartAsync([("a", first.Url), ("b", second.Url)]);

        var (id, hello) = await rig.InitializeAsync(capabilities: """{"sampling":{}}""");
        var capabilities = hello.GetProperty("result").GetProperty("capabilities");
        Assert.True(capabilities.TryGetProperty("prompts", out _));
        Assert.True(capabilities.GetProperty("resources").GetProperty("subscribe").GetBoolean());
        Assert.False(capabilities.TryGetProperty("logging", out _));

        await rig.CallAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"a__echo"}}""", "mcp", ("Mcp-Session-Id", id));

        var greeting = first.Of("initialize").Last().Json.GetProperty("params");
        Assert.Equal("tester", greeting.GetProperty("clientInfo").GetProperty("name").GetString());
        Assert.True(greeting.GetProperty("capabilities").TryGetProperty("sampling", out _));
        Assert.Single(second.Of("initialize"));
    }

    [Fact]
    public async Task An_upstream_that_is_down_takes_no_other_down_and_is_named()
    {
        await using var up = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync([("a", up.Url), ("down", new Uri("http://127.0.0.1:9/mcp"))]);

        var list = (await rig.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""")).GetProperty("result");
        Assert.Equal(2, list.GetProperty("tools").GetArrayLength());
        Assert.Equal("down", list.GetProperty("_meta").GetProperty("policyguard/unavailable")[0].GetString());

        var answer = await rig.CallAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"a__echo"}}""");
        Assert.True(answer.TryGetProperty("result", out _));
        var failed = await rig.CallAsync("""{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"down__echo"}}""");
        Assert.Equal("upstream.unreachable", failed.GetProperty("error").GetProperty("data").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Pages_of_all_upstreams_come_together_and_each_goes_on_from_its_own_cursor()
    {
        await using var first = await McpStub.StartAsync(s => s.On = Paged("p", 3));
        await using var second = await McpStub.StartAsync(s => s.On = Paged("q", 1));
        await using var rig = await GatewayRig.StartAsync([("a", first.Url), ("b", second.Url)]);

        var seen = new List<string>();
        string? cursor = null;
        for (var page = 0; page < 10; page++)
        {
            var parameters = cursor is null ? "{}" : $$"""{"cursor":"{{cursor}}"}""";
            var result = (await rig.CallAsync($$"""{"jsonrpc":"2.0","id":{{page}},"method":"tools/list","params":{{parameters}} }""")).GetProperty("result");
            seen.AddRange(result.GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("name").GetString()!));
            cursor = result.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
            if (cursor is null)
            {
                break;
            }
        }

        Assert.Equal(["a__p0", "b__q0", "a__p1", "a__p2"], seen);
    }

    [Fact]
    public async Task A_cursor_that_was_not_given_here_is_refused()
    {
        await using var first = await McpStub.StartAsync();
        await using var second = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync([("a", first.Url), ("b", second.Url)]);

        var answer = await rig.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"../../etc"}}""");

        Assert.Equal(-32602, answer.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Resources_are_read_by_the_handles_that_the_list_shows()
    {
        await using var first = await McpStub.StartAsync(s => s.On = Resources);
        await using var second = await McpStub.StartAsync(s => s.On = Resources);
        await using var rig = await GatewayRig.StartAsync([("a", first.Url), ("b", second.Url)]);

        var list = (await rig.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"resources/list"}""")).GetProperty("result").GetProperty("resources");
        var handle = list[1].GetProperty("uri").GetString()!;
        Assert.Equal("pg.b+file:///x", handle);

        var read = (await rig.CallAsync($$$"""{"jsonrpc":"2.0","id":2,"method":"resources/read","params":{"uri":"{{{handle}}}"}}""")).GetProperty("result");
        Assert.Equal(handle, read.GetProperty("contents")[0].GetProperty("uri").GetString());
        Assert.Equal("file:///x", second.Of("resources/read").Single().Json.GetProperty("params").GetProperty("uri").GetString());
        Assert.Empty(first.Of("resources/read"));
    }

    [Fact]
    public async Task A_name_without_an_upstream_is_refused_and_nobody_sees_it()
    {
        await using var first = await McpStub.StartAsync();
        await using var second = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync([("a", first.Url), ("b", second.Url)]);

        var answer = await rig.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}""");

        Assert.Equal("tool.unknown", answer.GetProperty("result").GetProperty("_meta").GetProperty("policyguard/reason").GetString());
        Assert.Empty(first.Of("tools/call").Concat(second.Of("tools/call")));
    }

    [Fact]
    public async Task Unprefixed_names_that_two_upstreams_share_are_shown_in_health_and_cannot_be_called()
    {
        await using var first = await McpStub.StartAsync();
        await using var second = await McpStub.StartAsync(s => s.Tools = """[{"name":"echo","inputSchema":{}},{"name":"other","inputSchema":{}}]""");
        await using var rig = await GatewayRig.StartAsync([("a", first.Url), ("b", second.Url)], o => o with { Prefix = PolicyGuard.Gateway.Config.PrefixMode.Never });

        var only = await rig.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"other"}}""");
        Assert.True(only.TryGetProperty("result", out var result) && !result.TryGetProperty("isError", out _), only.GetRawText());
        var both = await rig.CallAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo"}}""");
        Assert.True(both.GetProperty("result").GetProperty("isError").GetBoolean());
        using var health = JsonDocument.Parse(await rig.Http.GetStringAsync(new Uri(rig.Url, "health")));
        Assert.Equal("degraded", health.RootElement.GetProperty("status").GetString());
        Assert.Contains("echo", health.RootElement.GetProperty("checks").GetProperty("names").GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_modern_client_discovers_calls_and_lists_without_a_session()
    {
        await using var first = await McpStub.StartAsync(s => (s.Modern, s.Legacy) = (true, false));
        await using var second = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync([("a", first.Url), ("b", second.Url)]);

        var hello = await rig.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{META}}""".Replace("META", Modern, StringComparison.Ordinal), "mcp",
            ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "server/discover"));
        Assert.Equal("2026-07-28", hello.GetProperty("result").GetProperty("supportedVersions")[0].GetString());

        foreach (var name in (string[])["a__echo", "b__echo"])
        {
            var body = """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"NAME",META}}""".Replace("NAME", name, StringComparison.Ordinal).Replace("META", Modern, StringComparison.Ordinal);
            var answer = await rig.CallAsync(body, "mcp", ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", name));
            Assert.True(answer.TryGetProperty("result", out _), answer.GetRawText());
            Assert.Equal("complete", answer.GetProperty("result").GetProperty("resultType").GetString());
        }

        Assert.Equal("echo", first.Of("tools/call").Single().Headers["Mcp-Name"]);
    }

    private static Func<Seen, Microsoft.AspNetCore.Http.HttpContext, Task<bool>> Paged(string prefix, int pages) => async (seen, http) =>
    {
        if (seen.Method != "tools/list")
        {
            return false;
        }

        var at = seen.Json.TryGetProperty("params", out var p) && p.TryGetProperty("cursor", out var c) ? int.Parse(c.GetString()!, System.Globalization.CultureInfo.InvariantCulture) : 0;
        var next = at + 1 < pages ? $",\"nextCursor\":\"{at + 1}\"" : "";
        await McpStub.ResultAsync(http, seen, "{\"tools\":[{\"name\":\"" + prefix + at + "\",\"inputSchema\":{}}]" + next + "}");
        return true;
    };

    private static async Task<bool> Resources(Seen seen, Microsoft.AspNetCore.Http.HttpContext http)
    {
        switch (seen.Method)
        {
            case "resources/list":
                await McpStub.ResultAsync(http, seen, """{"resources":[{"uri":"file:///x","name":"x"}]}""");
                return true;
            case "resources/read":
                await McpStub.ResultAsync(http, seen, """{"contents":[{"uri":"file:///x","text":"hi"}]}""");
                return true;
            default:
                return false;
        }
    }
}
