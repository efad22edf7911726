using System.Text.Json;
using PolicyGuard.Gateway.Governance;
using PolicyGuard.SystemTests.Cli;

namespace PolicyGuard.SystemTests.RealServers;

/// <summary>
/// Official clients list and call the governance tools over HTTP and stdio. The JavaScript ones hold every structured result to the tool's
/// output schema by themselves, with a validator that is not ours.
/// </summary>
public sealed class GovernanceToolsTests
{
    private const string Lines = """
        ["listTools"]
        ["callTool",{"name":"validate_action","arguments":{"action_type":"tool_call","target":"read_data","agent_id":"a1","parameters":{"k":[1,2]}}}]
        ["callTool",{"name":"register_agent","arguments":{"agent_id":"a1","name":"One","denied_tools":["delete_*"]}}]
        ["callTool",{"name":"create_policy","arguments":{"policy_id":"p1","name":"One","rules":[{"condition":{"tool_pattern":"drop_*"},"action":"deny","message":"never"}]}}]
        ["callTool",{"name":"validate_action","arguments":{"action_type":"tool_call","target":"drop_table","agent_id":"a1"}}]
        ["callTool",{"name":"get_audit_log","arguments":{"limit":50,"include_allowed":true}}]
        ["callTool",{"name":"get_compliance_status","arguments":{}}]
        ["callTool",{"name":"report_incident","arguments":{"incident_type":"other","severity":"low","description":"seen"}}]
        ["callTool",{"name":"register_agent","arguments":{"agent_id":"a1","name":"One","trust_level":"admin"}}]
        """;

    private static readonly RealServer Legacy = new("governance", "", "legacy", Lines);
    private static readonly RealServer Modern = new("governance, stateless", "", "modern", Lines);

    public static TheoryData<RealServer> Clients => [Legacy, Modern];

    [Theory]
    [MemberData(nameof(Clients), DisableDiscoveryEnumeration = true)]
    public async Task Both_javascript_clients_list_and_call_all_six_over_http(RealServer client)
    {
        using var folder = new WorkFolder();
        await using var gate = await RunningGate.StartAsync(Policies.Open);
        foreach (var door in new[] { gate.Url.ToString(), $"{gate.Url}/governance" })
        {
            Hold(await client.ConverseAsync(folder.Path, door), again: door.EndsWith("governance", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Clients), DisableDiscoveryEnumeration = true)]
    public async Task Both_javascript_clients_list_and_call_all_six_on_stdio(RealServer client)
    {
        using var playground = new Playground();
        var start = playground.StartInfo();
        string[] command = [start.FileName, Path.Combine(AppContext.BaseDirectory, "PolicyGuard.Cli.dll")];
        Hold(await client.ConverseAsync(playground.Home, [.. command, "governance", "--data-dir", Path.Combine(playground.Home, "one")]), again: false);
        Hold(await client.ConverseAsync(playground.Home, [.. command, "serve", "--transport", "stdio", "--data-dir", Path.Combine(playground.Home, "two")]), again: false);
    }

    [Fact]
    public async Task The_inspector_lists_and_calls_them_over_http_and_stdio()
    {
        using var folder = new WorkFolder();
        await using var gate = await RunningGate.StartAsync(Policies.Open);
        string[] command = [gate.Playground.StartInfo().FileName, Path.Combine(AppContext.BaseDirectory, "PolicyGuard.Cli.dll"), "governance", "--data-dir", Path.Combine(folder.Path, "data")];
        foreach (var target in new[] { [gate.Url.ToString(), "--transport", "http"], Inspector.Configured(folder, command) })
        {
            var tools = await Inspector.RunAsync(folder, [.. target, "--method", "tools/list"]);
            Assert.Equal(GovernanceDefinitions.Names, tools.GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("name").GetString()!));
            var called = await Inspector.RunAsync(folder,
                [.. target, "--method", "tools/call", "--tool-name", "validate_action", "--tool-arg", "action_type=tool_call", "--tool-arg", "target=read_data", "--tool-arg", "agent_id=a1", "--tool-arg", "parameters={\"k\":1}"]);
            Assert.True(called.GetProperty("structuredContent").GetProperty("allowed").GetBoolean());
        }
    }

    private static void Hold(string[] answers, bool again)
    {
        var ok = answers.Select(static answer => JsonDocument.Parse(answer).RootElement.TryGetProperty("ok", out var ok) ? ok : throw new Xunit.Sdk.XunitException(answer)).ToList();
        Assert.Equal(GovernanceDefinitions.Names, ok[0].GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("name").GetString()!));
        Assert.True(Structured(ok[1]).GetProperty("allowed").GetBoolean());
        Assert.True(Structured(ok[2]).GetProperty("success").GetBoolean(), answers[2]);
        Assert.True(Structured(ok[3]).GetProperty("success").GetBoolean(), answers[3]);
        Assert.False(Structured(ok[4]).GetProperty("allowed").GetBoolean());
        Assert.True(Structured(ok[5]).GetProperty("count").GetInt32() >= (again ? 8 : 4));
        Assert.True(Structured(ok[6]).GetProperty("compliance_score").GetDouble() < 100);
        Assert.StartsWith("inc_", Structured(ok[7]).GetProperty("incident_id").GetString(), StringComparison.Ordinal);
        Assert.True(ok[8].GetProperty("isError").GetBoolean());
        Assert.Equal("authority.loosens", ok[8].GetProperty("_meta").GetProperty("policyguard/reason").GetString());
    }

    private static JsonElement Structured(JsonElement result) => result.GetProperty("structuredContent");
}
