using System.Text.Json;
using PolicyGuard.Ledger;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>Who a message may say that it comes from.</summary>
public sealed class AgentNameTests
{
    private const string Renamed =
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{},"_meta":{"policyguard/agent":"somebody-else"}}}""";

    [Fact]
    public async Task A_message_cannot_rename_the_agent_that_the_operator_named()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { Agent = "builder" });

        await rig.CallAsync(Renamed);

        var agent = JsonDocument.Parse(Assert.Single(await rig.EntriesAsync(EntryKind.Opened)).Json).RootElement.GetProperty("agent");
        Assert.Equal("builder", agent.GetProperty("id").GetString());
        Assert.Equal("proven", agent.GetProperty("proof").GetString());
    }

    [Fact]
    public async Task Without_one_the_name_in_a_message_is_a_claim()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);

        await rig.CallAsync(Renamed);

        var agent = JsonDocument.Parse(Assert.Single(await rig.EntriesAsync(EntryKind.Opened)).Json).RootElement.GetProperty("agent");
        Assert.Equal("somebody-else", agent.GetProperty("id").GetString());
        Assert.Equal("claimed", agent.GetProperty("proof").GetString());
    }
}
