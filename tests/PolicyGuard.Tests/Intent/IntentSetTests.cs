using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Intent;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Intent;

/// <summary>Which policy speaks of which call, and which steps move whose transitions.</summary>
public sealed class IntentSetTests
{
    private const string Graph = """
        allowed_transitions:
          get_secret: [add]
          add: [add]
          fetch: [fetch]
        """;

    [Fact]
    public void A_policy_of_all_flows_is_one_machine_over_all_upstreams()
    {
        var set = new IntentSet(Policies.Of(Graph), []);
        Assert.Equal(Reasons.IntentTransition, set.Judge(Call("fetch", "web"), Policies.Path("vault/get_secret")).Reason);
        Assert.Equal(IntentStand.Undecided, set.Judge(Call("add", "math"), Policies.Path("vault/get_secret")).Stand);
    }

    [Fact]
    public void A_policy_that_two_upstreams_share_is_one_machine_over_both()
    {
        var policy = Policies.Of(Graph);
        var set = new IntentSet(null, [new("vault", policy), new("web", policy)]);
        Assert.Equal(Reasons.IntentTransition, set.Judge(Call("fetch", "web"), Policies.Path("vault/get_secret")).Reason);
    }

    [Fact]
    public void An_upstream_without_the_policy_neither_moves_nor_launders_its_machine()
    {
        var policy = Policies.Of(Graph);
        var set = new IntentSet(null, [new("vault", policy), new("web", policy)]);
        Assert.Equal(Reasons.IntentTransition, set.Judge(Call("fetch", "web"), Policies.Path("vault/get_secret", "notes/add", "notes/fetch", "notes/x")).Reason);
        Assert.Equal(IntentStand.NotDeclared, set.Judge(Call("anything", "notes"), Policies.Path("vault/get_secret")).Stand);
    }

    [Fact]
    public void Looking_back_sees_all_upstreams_also_those_without_the_policy()
    {
        var set = new IntentSet(null, [new("web", Policies.Of("never_after: { fetch: [get_secret] }"))]);
        Assert.Equal(Reasons.IntentNeverAfter, set.Judge(Call("fetch", "web"), Policies.Path("vault/get_secret", "notes/x")).Reason);
    }

    [Fact]
    public void Of_the_flows_policy_and_the_upstreams_the_strictest_counts()
    {
        var all = Policies.Of("allowed_tools: ['*']\nfast_path_allow: true");
        var own = Policies.Of("forbidden_tools: [fetch]", Policies.Head.Replace("name: p", "name: own", StringComparison.Ordinal));
        var set = new IntentSet(all, [new("web", own)]);
        Assert.Equal(("own", Reasons.IntentForbidden), (set.Judge(Call("fetch", "web"), IntentPath.Empty).Policy, set.Judge(Call("fetch", "web"), IntentPath.Empty).Reason));
        Assert.Equal(IntentStand.Undecided, set.Judge(Call("read", "web"), IntentPath.Empty).Stand);
        Assert.Equal(IntentStand.Allowed, set.Judge(Call("read", "fs"), IntentPath.Empty).Stand);
    }

    [Fact]
    public void What_is_forbidden_is_forbidden_as_a_resource_too_and_lists_of_tools_do_not_speak_of_resources()
    {
        var set = new IntentSet(Policies.Of("forbidden_tools: ['file:///etc/*']\nallowed_tools: [read]"), []);
        Assert.Equal(Reasons.IntentForbidden, set.Judge(Resource("file:///etc/passwd"), IntentPath.Empty).Reason);
        Assert.Equal(Reasons.IntentForbidden, set.Judge(Resource("FILE:///etc/x/../passwd"), IntentPath.Empty).Reason);
        Assert.Equal(IntentStand.Undecided, set.Judge(Resource("file:///home/a"), IntentPath.Empty).Stand);
        Assert.Equal(Reasons.IntentForbidden, new IntentSet(Policies.Of("forbidden_tools: ['*']"), []).Judge(Resource("file:///home/a"), IntentPath.Empty).Reason);
    }

    [Fact]
    public void What_goes_on_with_a_call_is_no_step_and_what_is_forbidden_meanwhile_stays_so()
    {
        var set = new IntentSet(Policies.Of("allowed_transitions: { deploy: [] }"), []);
        Assert.Equal(Reasons.IntentTransition, set.Judge(Call("deploy", "ci"), Policies.Path("ci/deploy")).Reason);
        Assert.Equal(IntentStand.Undecided, set.Judge(Call("deploy", "ci", continues: "call_1"), Policies.Path("ci/deploy")).Stand);
        Assert.Equal(Reasons.IntentForbidden, new IntentSet(Policies.Of("forbidden_tools: [deploy]"), []).Judge(Call("deploy", "ci", continues: "call_1"), IntentPath.Empty).Reason);
    }

    [Fact]
    public void A_recorded_call_that_an_operator_runs_again_is_judged_by_lists_alone()
    {
        var set = new IntentSet(Policies.Of("allowed_transitions: { '^': [a], a: [b], b: [] }\nforbidden_tools: [c]"), []);
        Assert.Equal(IntentStand.Undecided, set.Judge(Call("b", "u", replayOf: "call_1"), IntentPath.Empty).Stand);
        Assert.Equal(Reasons.IntentForbidden, set.Judge(Call("c", "u", replayOf: "call_1"), IntentPath.Empty).Reason);
    }

    [Fact]
    public void A_set_that_says_something_else_or_elsewhere_has_another_hash()
    {
        var (a, b) = (Policies.Of(Graph), Policies.Of("forbidden_tools: [x]"));
        string[] hashes = [new IntentSet(a, []).Hash, new IntentSet(b, []).Hash, new IntentSet(null, [new("u", a)]).Hash, new IntentSet(a, [new("u", b)]).Hash, IntentSet.None.Hash];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    private static ToolCall Call(string tool, string upstream, CallKind kind = CallKind.Tool, string? continues = null, string? replayOf = null) => Made(CanonicalName.Of(tool), upstream, kind, continues, replayOf);

    private static ToolCall Resource(string uri) => Made(CanonicalName.TryCreateOpaque(uri, out var name, out _) ? name! : throw new ArgumentException(uri), "fs", CallKind.Resource, null, null);

    private static ToolCall Made(CanonicalName target, string upstream, CallKind kind, string? continues, string? replayOf) => new()
    {
        Id = "call_0", Kind = kind, ActionType = ActionTypes.Of(kind), Target = target, Upstream = upstream, Continues = continues, ReplayOf = replayOf, Caller = Caller.Local,
        Arguments = new Arguments(Encoding.UTF8.GetBytes("{}")), Agent = new AgentRef("a", false), Flow = new FlowKey(FlowKeySource.McpSession, "s"), ReceivedAt = default,
    };
}
