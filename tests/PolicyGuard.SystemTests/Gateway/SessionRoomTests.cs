using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using PolicyGuard.SystemTests.Stdio;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>More clients than there is room for.</summary>
public sealed class SessionRoomTests
{
    private const string Initialize = """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""";

    private static UpstreamOptions Child(int most) => new() { Name = "talker", Command = Talker.Interpreter(), Args = [Talker.Script], Timeout = Talker.Long, MaxChildren = most };

    [Fact]
    public async Task Every_session_starts_another_process()
    {
        await using var rig = await GatewayRig.StartAsync([], o => o with { Upstreams = [Child(2)] });
        await rig.ReadyAsync();
        var (id, _) = await rig.InitializeAsync();

        using var refused = await rig.PostAsync(Initialize, "mcp", ("Accept", "application/json, text/event-stream"));
        Assert.Contains(Reasons.TooManyChildren, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(refused.Headers.Contains("Mcp-Session-Id"));

        // Those who are in go on, and a place that is left can be taken.
        Assert.True((await rig.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}""", "mcp", ("Mcp-Session-Id", id))).TryGetProperty("result", out _));
        using var delete = new HttpRequestMessage(HttpMethod.Delete, new Uri(rig.Url, "mcp"));
        delete.Headers.Add("Mcp-Session-Id", id);
        using var deleted = await rig.Http.SendAsync(delete);
        var taken = false;
        await StreamTests.Eventually(async () =>
        {
            if (taken)
            {
                return true;
            }

            using var again = await rig.PostAsync(Initialize, "mcp", ("Accept", "application/json, text/event-stream"));
            return taken |= again.Headers.Contains("Mcp-Session-Id");
        });
    }

    [Fact]
    public async Task A_session_is_ended_in_the_middle_of_its_call_to_make_room()
    {
        await using var rig = await GatewayRig.StartAsync([], o => o with { Upstreams = [Child(8)], MaxSessions = 1 });
        await rig.ReadyAsync();
        var (id, _) = await rig.InitializeAsync();
        var long_ = rig.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"sleep","arguments":{"ms":1500}}}""", "mcp", ("Mcp-Session-Id", id));
        await StreamTests.Eventually(async () => (await rig.EntriesAsync(PolicyGuard.Ledger.EntryKind.Opened)).Count == 1);

        using var refused = await rig.PostAsync(Initialize, "mcp", ("Accept", "application/json, text/event-stream"));
        Assert.Equal(503, (int)refused.StatusCode);
        Assert.Contains(Reasons.TooManyStreams, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True((await long_).TryGetProperty("result", out _));

        // Idle again, it goes.
        using var taken = await rig.PostAsync(Initialize, "mcp", ("Accept", "application/json, text/event-stream"));
        Assert.Equal(200, (int)taken.StatusCode);
    }
}
