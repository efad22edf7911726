using System.Text.Json;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>What an operator's probe sees.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task All_is_well_is_said_in_the_words_that_the_seeds_used()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        await rig.ReadyAsync();

        var health = JsonDocument.Parse(await rig.Http.GetStringAsync(new Uri(rig.Url, "health"))).RootElement;

        Assert.Equal("ok", health.GetProperty("status").GetString());
        Assert.Equal("policyguard", health.GetProperty("service").GetString());
    }

    [Fact]
    public async Task An_upstream_that_is_down_degrades_and_is_named_with_its_reason()
    {
        await using var rig = await GatewayRig.StartAsync([("gone", new Uri("http://127.0.0.1:9/mcp"))]);
        await StreamTests.Eventually(async () => (await ReadAsync(rig)).GetProperty("checks").GetProperty("upstream:gone").GetProperty("reason").GetString()!.Contains("cannot be reached", StringComparison.Ordinal));

        var health = await ReadAsync(rig);
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        using var live = await rig.Http.GetAsync(new Uri(rig.Url, "health/live"));
        using var ready = await rig.Http.GetAsync(new Uri(rig.Url, "health/ready"));
        Assert.Equal((200, 200), ((int)live.StatusCode, (int)ready.StatusCode));
    }

    [Fact]
    public async Task An_upstream_that_comes_back_is_used_again()
    {
        int port;
        await using (var first = await WebStub.StartAsync(_ => Task.CompletedTask))
        {
            port = first.Url.Port;
        }

        await using var rig = await GatewayRig.StartAsync([("late", new Uri($"http://127.0.0.1:{port}/mcp"))]);
        await StreamTests.Eventually(async () => (await ReadAsync(rig)).GetProperty("status").GetString() == "degraded");
        await using var stub = await McpStub.StartAsync(port: port);

        await StreamTests.Eventually(async () => (await rig.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}""")).TryGetProperty("result", out _));
        await StreamTests.Eventually(async () => (await ReadAsync(rig)).GetProperty("status").GetString() == "ok");
    }

    [Fact]
    public async Task A_refusal_can_be_told_as_an_error()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { DenyAs = DenyAs.JsonRpcError });
        await rig.DenyAsync("local", "wipe");

        var error = (await rig.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"wipe"}}""")).GetProperty("error");

        Assert.Equal(-32003, error.GetProperty("code").GetInt32());
        Assert.Equal("agent.denied_tool", error.GetProperty("data").GetProperty("reason").GetString());
        Assert.StartsWith("call_", error.GetProperty("data").GetProperty("call_id").GetString(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ReadAsync(GatewayRig rig) => JsonDocument.Parse(await rig.Http.GetStringAsync(new Uri(rig.Url, "health"))).RootElement;
}
