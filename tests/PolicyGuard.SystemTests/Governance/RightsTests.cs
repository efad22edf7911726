using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.SystemTests.Governance;

/// <summary>No way by which somebody gains rights: every tool at every door, with a policy that always denies and with a suspended agent.</summary>
public sealed class RightsTests
{
    private static readonly string[] Doors = ["mcp", "mcp/governance"];

    private static readonly (string Tool, string Arguments)[] Calls =
    [
        ("validate_action", """{"action_type":"tool_call","target":"read_x","agent_id":"test-admin"}"""),
        ("register_agent", """{"agent_id":"me","name":"Me","trust_level":"admin"}"""),
        ("register_agent", """{"agent_id":"test-suspended","name":"Back","trust_level":"admin"}"""),
        ("create_policy", """{"policy_id":"mine","name":"Mine","priority":1000,"rules":[{"condition":{"tool_pattern":"*"},"action":"allow"}]}"""),
        ("create_policy", """{"policy_id":"test-policy-seed","name":"Off","enabled":false,"rules":[{"condition":{"tool_pattern":"zzz"},"action":"deny"}]}"""),
        ("get_audit_log", "{}"),
        ("get_compliance_status", "{}"),
        ("report_incident", """{"incident_type":"other","severity":"critical","description":"x","agent_id":"test-admin"}"""),
    ];

    [Fact]
    public async Task A_suspended_agent_gets_nothing_from_any_tool_at_any_door_not_even_by_another_name_for_itself()
    {
        await using var rig = await GovernanceRig.StartAsync();
        await rig.SeedAsync();
        var before = await StateAsync(rig);
        foreach (var door in Doors)
        {
            foreach (var (tool, arguments) in Calls)
            {
                var result = await rig.CallAsync(tool, arguments, door, agent: "test-suspended");
                Assert.True(GovernanceRig.ReasonOf(result) == Reasons.AgentSuspended, $"{door} {tool}: {result}");
                Assert.True(result.GetProperty("isError").GetBoolean());
            }

            var (_, list) = await rig.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"policyguard/agent":"test-suspended"}}}""", door);
            Assert.Equal(Reasons.AgentSuspended, list.GetProperty("error").GetProperty("data").GetProperty("reason").GetString());
        }

        Assert.Equal(before, await StateAsync(rig));
    }

    [Fact]
    public async Task Where_keys_are_configured_nobody_without_one_gets_anywhere()
    {
        await using var rig = await GovernanceRig.StartAsync();
        await rig.SeedAsync();
        await rig.KeyAsync("admin");
        var before = await StateAsync(rig);
        foreach (var door in Doors)
        {
            foreach (var (tool, arguments) in Calls)
            {
                var request = $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}}}""";
                Assert.Equal(401, (await rig.PostAsync(request, door)).Status);
                Assert.Equal(401, (await rig.PostAsync(request, door, "pgk_wrong")).Status);
            }
        }

        Assert.Equal(before, await StateAsync(rig));
    }

    [Theory]
    [InlineData("agent", new[] { "validate_action", "report_incident" })]
    [InlineData("auditor", new[] { "get_audit_log", "get_compliance_status" })]
    [InlineData("approver", new[] { "get_audit_log", "get_compliance_status" })]
    public async Task A_key_reaches_what_its_role_includes_and_changes_nobodys_rights(string role, string[] may)
    {
        await using var rig = await GovernanceRig.StartAsync();
        await rig.SeedAsync();
        var key = await rig.KeyAsync(role, role == "agent" ? "test-low" : null);
        var before = await StateAsync(rig);
        foreach (var door in Doors)
        {
            var (_, list) = await rig.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", door, key);
            Assert.Equal(6, list.GetProperty("result").GetProperty("tools").GetArrayLength());
            foreach (var (tool, arguments) in Calls)
            {
                var result = await rig.CallAsync(tool, arguments, door, key);
                Assert.True((GovernanceRig.ReasonOf(result) is null) == may.Contains(tool), $"{role} at {door}, {tool}: {result}");
                Assert.True(may.Contains(tool) || GovernanceRig.ReasonOf(result) == Reasons.AuthorityMissing, $"{role} at {door}, {tool}: {result}");
            }
        }

        // Reports count incidents; they suspend nobody.
        Assert.Equal(before, await StateAsync(rig));
    }

    [Fact]
    public async Task A_key_of_one_agent_gets_no_yes_in_the_name_of_another()
    {
        await using var rig = await GovernanceRig.StartAsync();
        await rig.SeedAsync();
        var key = await rig.KeyAsync("agent", "test-low");
        var result = await rig.CallAsync("validate_action", """{"action_type":"tool_call","target":"delete_x","agent_id":"test-admin"}""", key: key);
        Assert.False(result.GetProperty("structuredContent").GetProperty("allowed").GetBoolean());
        var admin = await rig.CallAsync("validate_action", """{"action_type":"tool_call","target":"delete_x","agent_id":"test-admin"}""", key: await rig.KeyAsync("admin"));
        Assert.True(admin.GetProperty("structuredContent").GetProperty("allowed").GetBoolean());
    }

    [Fact]
    public async Task Under_a_policy_that_always_denies_asking_still_works_says_no_and_loosens_nothing()
    {
        await using var rig = await GovernanceRig.StartAsync(Effect.Deny, "policyguard: 1\nname: wall\ndefault: deny\nrules:\n  - { id: all, tools: ['*'], effect: deny }\n");
        await rig.SeedAsync();
        foreach (var door in Doors)
        {
            Assert.Equal(6, (await rig.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", door)).Body.GetProperty("result").GetProperty("tools").GetArrayLength());
            foreach (var (tool, arguments) in Calls)
            {
                var result = await rig.CallAsync(tool, arguments, door, agent: "test-low");
                if (tool is "create_policy")
                {
                    Assert.Equal(Reasons.AuthorityLoosens, GovernanceRig.ReasonOf(result));
                }

                var ask = await rig.CallAsync("validate_action", """{"action_type":"tool_call","target":"read_x","agent_id":"me"}""", door, agent: "test-low");
                Assert.False(ask.GetProperty("structuredContent").GetProperty("allowed").GetBoolean());
            }
        }

        Assert.Equal(AgentStatus.Suspended, (await rig.Store.Agents.FindAsync("test-suspended"))!.Status);
    }

    // Trust, lists and status of all agents that there were, and all policies.
    private static async Task<string> StateAsync(GovernanceRig rig)
    {
        var agents = (await rig.Store.Agents.ListAsync()).Where(static a => a.Id.StartsWith("test-", StringComparison.Ordinal) || a.Id == "me")
            .Select(static a => $"{a.Id} {a.Trust} {a.Status} {string.Join(',', a.AllowedTools)} {string.Join(',', a.DeniedTools)}");
        var policies = (await rig.Store.Policies.ListAsync()).Select(static p => $"{p.Id} {p.Version} {p.Enabled}");
        return string.Join('\n', [.. agents, .. policies]);
    }
}
