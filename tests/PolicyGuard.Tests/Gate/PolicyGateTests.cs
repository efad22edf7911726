using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Gate;

/// <summary>The gate over real policies.</summary>
public sealed class PolicyGateTests
{
    private const string Policy = """
        policyguard: 1
        name: p
        default: deny
        rules:
          - { id: read, tools: ["read_*"], effect: allow }
          - { id: big, tools: ["refund"], effect: require_approval }
          - { id: code, tools: ["run_*"], effect: sandbox }
          - { id: secrets, tools: ["read_*"], labels: [secret], effect: deny }
        """;

    [Fact]
    public async Task A_caller_sees_only_what_it_could_call()
    {
        var f = new GateFixture(rules: Compile(Policy));
        var verdict = await f.Gate.FilterAsync(f.Call("tools/list", kind: CallKind.List), [Item("read_a"), Item("delete_b"), Item("refund"), Item("run_code")], default);

        Assert.Equal([true, false, true, true], verdict.Visible);
        Assert.Null(verdict.Refusal);
        Assert.Equal("delete_b", f.Store.Json(0).GetProperty("hidden")[0].GetString());
    }

    [Fact]
    public async Task A_changed_policy_set_needs_a_new_answer()
    {
        var f = new GateFixture(rules: Compile("policyguard: 1\nname: p\nrules:\n  - { id: r, tools: [\"refund\"], effect: require_approval }\n"));
        var asked = await f.InvokeAsync(f.Call("refund"));
        await f.Approvals.AnswerAsync(asked.Decision.ApprovalId!, new ApprovalAnswer(true, "eve"));
        f.Rules.Swap(Compile("policyguard: 1\nname: p\nrules:\n  - { id: r2, tools: [\"refund*\"], effect: require_approval }\n"));

        Assert.Equal(Reasons.ApprovalRequired, (await f.InvokeAsync(f.Call("refund"))).Reason);
    }

    [Fact]
    public async Task A_rule_is_not_blamed_for_what_something_else_refused()
    {
        var f = new GateFixture(rules: Compile(Policy));
        await f.Agents.PutAsync(new PolicyGuard.Registry.Agent { Id = "a1", Status = PolicyGuard.Registry.AgentStatus.Suspended });
        var reply = await f.InvokeAsync(f.Call("refund"));

        Assert.Equal(Reasons.AgentSuspended, reply.Reason);
        Assert.Null(reply.Decision.DecidingRule);
        Assert.Equal(Reasons.AgentSuspended, Assert.Single(f.Incidents.All).Rule);
        Assert.Equal("big", Assert.Single(reply.Decision.Rules).Rule);
    }

    [Fact]
    public async Task An_agents_denied_tool_with_a_prefix_is_denied_where_names_have_none()
    {
        var f = new GateFixture();
        await f.Agents.PutAsync(new PolicyGuard.Registry.Agent { Id = "a1", DeniedTools = ["fs__delete_*"] });

        Assert.Equal(Reasons.AgentDeniedTool, (await f.InvokeAsync(f.Call("delete_x", upstream: "fs"))).Reason);
        Assert.True((await f.InvokeAsync(f.Call("delete_x", upstream: "db"))).Decision.Allows);
    }

    private static RuleSet Compile(string yaml)
    {
        var loaded = PolicyLoader.Load([new PolicySource("test.yaml", yaml)], Effect.Allow);
        return loaded.Rules ?? throw new InvalidOperationException(string.Join("\n", loaded.Diagnostics));
    }

    private static ListItem Item(string name) => new(CanonicalName.Of(name), name, CallKind.Tool, "up", new ToolDefinition("h", null, null, null));
}
