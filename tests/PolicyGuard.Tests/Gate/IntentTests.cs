using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Intent;
using PolicyGuard.Registry;
using PolicyGuard.Text;
using static PolicyGuard.Tests.Intent.Policies;

namespace PolicyGuard.Tests.Gate;

/// <summary>Intent at the gate: what counts as a step of a flow, and what does not.</summary>
public sealed class IntentTests
{
    private const string Exfiltration = "never_after: { fetch: [get_secret_*] }";

    [Fact]
    public async Task A_call_that_intent_refuses_does_not_run_and_the_reply_says_why()
    {
        var f = Fixture(Exfiltration);
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("get_secret_word_0", upstream: "vault"))).Status);
        await f.InvokeAsync(f.Call("add_0", upstream: "math"));
        var reply = await f.InvokeAsync(f.Call("Fetch", upstream: "web"));

        Assert.Equal((ReplyStatus.Refused, Reasons.IntentNeverAfter, 2), (reply.Status, reply.Reason, f.Upstream.Runs));
        Assert.Equal("tool `Fetch` — intent policy `p` never allows it after `get_secret_word_0`, which was called in this flow", reply.Message);
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("fetch", upstream: "web", flow: "another"))).Status);
    }

    [Fact]
    public async Task Where_no_intent_is_declared_no_store_is_asked()
    {
        var f = new GateFixture(intent: IntentSet.None);
        await f.InvokeAsync(f.Call("read"));
        Assert.Null((await f.Gate.AdviseAsync(f.Call("read"), default)).Intent);
        Assert.Equal((0, 0), (f.Paths.Reads, f.Paths.Writes));
        Assert.False(f.Store.Json(0).TryGetProperty("intent", out _));
    }

    [Fact]
    public async Task A_policy_that_does_not_look_back_costs_no_store_access_either()
    {
        var f = Fixture("allowed_tools: [read_*]");
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("read_a"))).Status);
        Assert.Equal(Reasons.IntentNotAllowed, (await f.InvokeAsync(f.Call("write_a"))).Reason);
        Assert.Equal((0, 0), (f.Paths.Reads, f.Paths.Writes));
    }

    [Fact]
    public async Task A_repeated_tool_is_read_for_and_not_written_for()
    {
        var f = Fixture(Exfiltration);
        for (var i = 0; i < 5; i++)
        {
            await f.InvokeAsync(f.Call("read"));
        }

        Assert.Equal((5, 1), (f.Paths.Reads, f.Paths.Writes));
        f.Clock.Advance(IntentPathBounds.Touch);
        await f.InvokeAsync(f.Call("read"));
        Assert.Equal(2, f.Paths.Writes);
        Assert.Equal("read", await f.Paths.OfAsync());
    }

    [Fact]
    public async Task What_somebody_else_refuses_moves_nothing()
    {
        var f = Fixture("after: { deploy: [approve] }", Effect.Allow);
        await f.Agents.PutAsync(new Agent { Id = "denied", DeniedTools = ["approve"] });
        await f.InvokeAsync(f.Call("approve", agent: "denied"));
        Assert.Equal("", await f.Paths.OfAsync());
        Assert.Equal(Reasons.IntentAfter, (await f.InvokeAsync(f.Call("deploy"))).Reason);
    }

    [Fact]
    public async Task A_refused_call_moves_nothing()
    {
        var f = Fixture("allowed_transitions: { a: [b], b: [c], c: [] }");
        await f.InvokeAsync(f.Call("a"));
        Assert.Equal(Reasons.IntentTransition, (await f.InvokeAsync(f.Call("c"))).Reason);
        Assert.Equal("a", await f.Paths.OfAsync());
    }

    [Fact]
    public async Task Advice_judges_and_moves_nothing()
    {
        var f = Fixture("allowed_transitions: { '^': [a], a: [b] }");
        Assert.True((await f.Gate.AdviseAsync(f.Call("a"), default)).Allows);
        Assert.Equal(Reasons.IntentTransition, (await f.Gate.AdviseAsync(f.Call("b"), default)).Reason);
        Assert.Equal("", await f.Paths.OfAsync());
        await f.InvokeAsync(f.Call("a"));
        Assert.True((await f.Gate.AdviseAsync(f.Call("b"), default)).Allows);
        Assert.True((await f.Gate.AdviseAsync(f.Call("b"), default)).Allows);
    }

    [Fact]
    public async Task A_call_that_waits_for_a_human_moves_nothing_and_is_judged_again_after_the_yes()
    {
        var f = Fixture(Exfiltration, Effect.RequireApproval);
        var asked = await f.InvokeAsync(f.Call("fetch"));
        Assert.Equal(("", Reasons.ApprovalRequired), (await f.Paths.OfAsync(), asked.Reason));

        var secret = await f.InvokeAsync(f.Call("get_secret_word_0"));
        await f.Approvals.AnswerAsync(secret.Decision.ApprovalId!, new ApprovalAnswer(true, "eve"));
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("get_secret_word_0"))).Status);

        await f.Approvals.AnswerAsync(asked.Decision.ApprovalId!, new ApprovalAnswer(true, "eve"));
        Assert.Equal(Reasons.IntentNeverAfter, (await f.InvokeAsync(f.Call("fetch"))).Reason);
        Assert.Equal(1, f.Upstream.Runs);
    }

    [Fact]
    public async Task A_flow_that_was_moved_between_check_and_move_is_judged_again()
    {
        var f = Fixture(Exfiltration);
        f.Paths.BeforeWrite = async () => await f.InvokeAsync(f.Call("get_secret_word_0"));
        var reply = await f.InvokeAsync(f.Call("fetch"));

        Assert.Equal(Reasons.IntentNeverAfter, reply.Reason);
        Assert.Equal("get_secret_word_0", await f.Paths.OfAsync());
        Assert.Equal("get_secret_word_0", Assert.Single(reply.Decision.Intent!.Path.Steps).Tool.Full);
    }

    [Fact]
    public async Task A_yes_is_no_way_around_what_happened_while_it_was_used()
    {
        var f = Fixture(Exfiltration, Effect.RequireApproval);
        var (fetch, secret) = ((await f.InvokeAsync(f.Call("fetch"))).Decision.ApprovalId!, (await f.InvokeAsync(f.Call("get_secret_word_0"))).Decision.ApprovalId!);
        await f.Approvals.AnswerAsync(fetch, new ApprovalAnswer(true, "eve"));
        await f.Approvals.AnswerAsync(secret, new ApprovalAnswer(true, "eve"));
        f.Paths.BeforeWrite = async () => await f.InvokeAsync(f.Call("get_secret_word_0"));
        var reply = await f.InvokeAsync(f.Call("fetch"));
        Assert.Equal((Reasons.IntentNeverAfter, false), (reply.Reason, reply.Decision.Allows));
    }

    [Fact]
    public async Task A_call_whose_decision_cannot_be_written_leaves_no_move_behind()
    {
        var f = Fixture("after: { deploy: [approve] }");
        f.Store.Fault = "full";
        Assert.Equal(Reasons.LedgerUnavailable, (await f.InvokeAsync(f.Call("approve"))).Reason);
        Assert.Equal(2, f.Paths.Writes);
        f.Store.Fault = null;
        Assert.Equal(Reasons.IntentAfter, (await f.InvokeAsync(f.Call("deploy"))).Reason);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_refuses()
    {
        var f = Fixture(Exfiltration);
        f.Paths.Fault = new RegistryException("no disk");
        Assert.Equal(Reasons.RegistryUnavailable, (await f.InvokeAsync(f.Call("read"))).Reason);
        f.Paths.Fault = new RegistryException("too many flows") { IsFull = true };
        Assert.Equal((0, ReplyStatus.Refused), (f.Upstream.Runs, (await f.InvokeAsync(f.Call("read"))).Status));
    }

    [Fact]
    public async Task A_flow_of_too_many_tools_is_refused_one_more_and_not_made_to_forget()
    {
        var f = Fixture(Exfiltration);
        await f.InvokeAsync(f.Call("get_secret_a"));
        for (var i = 1; i < PolicyGuard.Flows.IntentPath.MostTools; i++)
        {
            await f.InvokeAsync(f.Call($"t{i}"));
        }

        Assert.Equal(Reasons.IntentPathFull, (await f.InvokeAsync(f.Call("one_more"))).Reason);
        Assert.Equal(Reasons.IntentNeverAfter, (await f.InvokeAsync(f.Call("fetch"))).Reason);
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("t7"))).Status);
    }

    [Fact]
    public async Task A_policy_that_comes_into_force_later_knows_what_happened_before()
    {
        var f = Fixture("never_after: { x: [y] }");
        await f.InvokeAsync(f.Call("get_secret_a"));
        f.Intent.Swap(new IntentSet(Of(Exfiltration), []));
        Assert.Equal(Reasons.IntentNeverAfter, (await f.InvokeAsync(f.Call("fetch"))).Reason);
    }

    [Fact]
    public async Task The_strictest_of_rules_and_intent_wins_and_both_are_in_the_entry()
    {
        var f = Fixture("forbidden_tools: [refund]", Effect.RequireApproval);
        var reply = await f.InvokeAsync(f.Call("refund"));
        Assert.Equal((Effect.Deny, Reasons.IntentForbidden), (reply.Decision.Effect, reply.Reason));
        Assert.Empty(f.Approvals.All);
        var intent = f.Store.Json(0).GetProperty("intent");
        Assert.Equal(("p", "refused", Reasons.IntentForbidden), (intent.GetProperty("policy").GetString(), intent.GetProperty("verdict").GetString(), intent.GetProperty("reason").GetString()));
        Assert.Equal(Reasons.IntentForbidden, Assert.Single(f.Incidents.All).Rule);
    }

    [Fact]
    public async Task The_entry_of_an_allowed_call_names_the_policy_its_verdict_and_where_the_flow_stood()
    {
        var f = Fixture("never_after: { x: [y] }\nallowed_tools: ['*']\nfast_path_allow: true");
        await f.InvokeAsync(f.Call("a", upstream: "fs"));
        await f.InvokeAsync(f.Call("b"));
        var intent = f.Store.Records.Where(static record => record.Kind == PolicyGuard.Ledger.EntryKind.Opened).Select(record => System.Text.Json.JsonDocument.Parse(record.Json).RootElement.GetProperty("intent")).Last();
        Assert.Equal("""{"latest":["fs/a"],"moves":1,"policy":"p","set":""" + $"\"{f.Intent.Current.Hash}\",\"verdict\":\"allowed\"}}", intent.GetRawText());
    }

    [Fact]
    public async Task However_long_names_are_the_entry_keeps_its_bound_and_shows_no_secret()
    {
        var f = new GateFixture(intent: new IntentSet(Of("never_after: { x: [y] }", $"name: {new string('p', 200_000)}\ndescription: d\nexpected_workflow: w\n"), []));
        for (var i = 0; i < 6; i++)
        {
            await f.InvokeAsync(f.Call($"ghp_{new string('a', 36)}.{new string('\u6f22', 600)}{i}"));
        }

        Assert.All(f.Store.Records, static record => Assert.InRange(record.Json.Length, 1, PolicyGuard.Ledger.Ledger.MostBytes));
        Assert.All(f.Store.Records, static record => Assert.DoesNotContain($"ghp_{new string('a', 36)}", System.Text.Encoding.UTF8.GetString(record.Json.Span), StringComparison.Ordinal));
        Assert.Equal(6, f.Upstream.Runs);
    }

    [Fact]
    public async Task A_tool_that_is_forbidden_outright_is_hidden_and_one_that_may_not_follow_now_is_not()
    {
        var f = Fixture("forbidden_tools: [delete_*]\nallowed_tools: [a, b, delete_x]\nallowed_transitions: { a: [a], b: [b] }");
        await f.InvokeAsync(f.Call("a"));
        var verdict = await f.Gate.FilterAsync(f.Call("tools/list", kind: CallKind.List), [Item("a"), Item("b"), Item("Delete_X"), Item("other")], default);
        Assert.Equal([true, true, false, false], verdict.Visible);
    }

    [Fact]
    public async Task Undecided_is_told_apart_from_allowed_and_without_a_judge_both_run()
    {
        var f = Fixture("allowed_tools: [a]\nforbidden_tools: [b]");
        var reply = await f.InvokeAsync(f.Call("a"));
        Assert.True(reply.Decision.Intent is { IsUndecided: true, Policy.Name: "p" });
        Assert.Equal(ReplyStatus.Done, reply.Status);
        f.Intent.Swap(new IntentSet(Of("allowed_tools: [a]\nfast_path_allow: true"), []));
        Assert.False((await f.InvokeAsync(f.Call("a"))).Decision.Intent!.IsUndecided);
    }

    private static GateFixture Fixture(string policy, Effect @default = Effect.Allow) => new(@default, intent: new IntentSet(Of(policy), []));

    private static ListItem Item(string name) => new(CanonicalName.Of(name), name, CallKind.Tool, "up", new ToolDefinition("h", null, null, null));
}
