using System.Text.Json;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>The stateless era (2026-07-28): headers that must agree with bodies, and statuses by which clients tell the eras apart.</summary>
public sealed class ModernTests
{
    [Theory]
    [InlineData(PolicyGuard.Gateway.Config.PrefixMode.Auto, "mcp", "echo", 400)]
    [InlineData(PolicyGuard.Gateway.Config.PrefixMode.Always, "mcp", "up__echo", 200)]
    [InlineData(PolicyGuard.Gateway.Config.PrefixMode.Always, "mcp/up", "echo", 400)]
    public async Task Of_an_upstream_that_is_too_old_a_modern_client_is_told_how_to_reach_it(PolicyGuard.Gateway.Config.PrefixMode prefix, string path, string tool, int status)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { Prefix = prefix });
        using var answer = await rig.PostAsync(
            $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"c","version":"1"},"io.modelcontextprotocol/clientCapabilities":{} } } }""",
            path, ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", tool));
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 400)
        {
            Assert.Contains("-32000", text, StringComparison.Ordinal);
            Assert.Contains("upstream `up` speaks revision 2025-11-25", text, StringComparison.Ordinal);
            Assert.Contains("begin with `initialize`, or use /mcp", text, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains("done", text, StringComparison.Ordinal);
        }
    }

    private static readonly (string Name, string Value)[] Headers = [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "echo")];

    public static TheoryData<string, int, int> Mismatches() => new()
    {
        { "MCP-Protocol-Version=2027-01-01", 400, -32020 },
        { "Mcp-Method=tools/list", 400, -32020 },
        { "Mcp-Method=TOOLS/CALL", 400, -32020 },
        { "Mcp-Name=wipe", 400, -32020 },
        { "Mcp-Name==?base64?d2lwZQ==?=", 400, -32020 },
        { "Mcp-Name==?base64?not base64?=", 400, -32020 },
        { "Mcp-Name=", 400, -32020 },
        { "-MCP-Protocol-Version", 400, -32020 },
        { "-Mcp-Method", 400, -32020 },
        { "-Mcp-Name", 400, -32020 },
        { "Mcp-Name==?base64?ZWNobw==?=", 200, 0 },
    };

    [Theory]
    [MemberData(nameof(Mismatches))]
    public async Task Headers_and_body_name_one_request_or_nothing_is_forwarded(string change, int status, int code)
    {
        await using var stub = await McpStub.StartAsync(s => (s.Modern, s.Legacy) = (true, false));
        await using var rig = await GatewayRig.StartAsync(stub);
        var without = change.TrimStart('-').Split('=')[0];
        var headers = Headers.Where(h => h.Name != without).ToList();
        if (!change.StartsWith('-'))
        {
            headers.Add((without, change[(without.Length + 1)..]));
        }

        using var response = await rig.PostAsync(Body("tools/call", "\"name\":\"echo\""), "mcp", [.. headers]);

        Assert.Equal(status, (int)response.StatusCode);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(code, answer.TryGetProperty("error", out var error) ? error.GetProperty("code").GetInt32() : 0);
        Assert.Equal(status == 200 ? 1 : 0, stub.Of("tools/call").Count());
    }

    [Fact]
    public async Task A_method_that_is_not_known_is_404()
    {
        await using var stub = await McpStub.StartAsync(s => (s.Modern, s.Legacy) = (true, false));
        await using var rig = await GatewayRig.StartAsync(stub);

        using var response = await rig.PostAsync(Body("acme/custom", ""), "mcp", ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "acme/custom"));

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Contains("-32601", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upstreams_status_passes_with_its_error()
    {
        await using var stub = await McpStub.StartAsync(s =>
        {
            (s.Modern, s.Legacy) = (true, false);
            s.On = async (seen, http) =>
            {
                if (seen.Method != "tools/call")
                {
                    return false;
                }

                await McpStub.ErrorAsync(http, seen, -32021, "needs elicitation", 400);
                return true;
            };
        });
        await using var rig = await GatewayRig.StartAsync(stub);

        using var response = await rig.PostAsync(Body("tools/call", "\"name\":\"echo\""), "mcp", Headers);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("-32021", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_modern_request_to_a_legacy_upstream_gets_the_400_from_which_clients_of_both_eras_fall_back()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);

        using var response = await rig.PostAsync(Body("server/discover", ""), "mcp", ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "server/discover"));

        Assert.Equal(400, (int)response.StatusCode);
        var code = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("code").GetInt32();
        Assert.InRange(code, -32019, -32000);
    }

    [Fact]
    public async Task A_subscription_to_what_may_not_be_read_is_refused()
    {
        await using var stub = await McpStub.StartAsync(s => (s.Modern, s.Legacy) = (true, false));
        await using var rig = await GatewayRig.StartAsync(stub);
        await rig.DenyAsync("local", "file:///secret*");

        using var response = await rig.PostAsync(
            Body("subscriptions/listen", """ "notifications":{"toolsListChanged":true,"resourceSubscriptions":["file:///open","file:///secret/x"]} """),
            "mcp", ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "subscriptions/listen"), ("Accept", "application/json, text/event-stream"));

        Assert.Contains("-32003", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(stub.Of("subscriptions/listen"), seen => seen.Body.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_subscription_is_one_long_stream_and_ends_when_the_client_leaves()
    {
        var ended = new TaskCompletionSource();
        await using var stub = await McpStub.StartAsync(s =>
        {
            (s.Modern, s.Legacy) = (true, false);
            s.On = async (seen, http) =>
            {
                if (seen.Method != "subscriptions/listen" || !seen.Body.Contains("\"id\":1,", StringComparison.Ordinal))
                {
                    return false;
                }

                await McpStub.EventAsync(http, "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":1}}}\n\n");
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                ended.SetResult();
                return true;
            };
        });
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { Upstreams = [o.Upstreams[0] with { Timeout = TimeSpan.FromMilliseconds(500) }] });

        using (var response = await rig.PostAsync(Body("subscriptions/listen", """ "notifications":{"toolsListChanged":true} """),
            "mcp", ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "subscriptions/listen"), ("Accept", "application/json, text/event-stream")))
        {
            await using var events = new EventFeed(response);
            Assert.Equal("notifications/subscriptions/acknowledged", (await events.NextAsync()).GetProperty("method").GetString());

            // Longer than a call may be silent: a subscription may.
            await Task.Delay(1200);
            Assert.False(ended.Task.IsCompleted);
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static string Body(string method, string members) =>
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + members + (members.Length > 0 ? "," : "")
        + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
}
