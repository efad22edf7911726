using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Limits;
using PolicyGuard.Registry;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Gate;

public sealed class InvokeTests
{
    [Fact]
    public async Task An_allowed_call_is_in_the_ledger_before_it_runs_and_closed_after()
    {
        var f = new GateFixture();
        var before = -1;
        f.Upstream.Run = (_, _) =>
        {
            before = f.Store.Records.Count;
            return ValueTask.FromResult(new ToolResult("""{"content":[]}"""u8.ToArray()));
        };

        var reply = await f.InvokeAsync(f.Call("read_data"));

        Assert.Equal(ReplyStatus.Done, reply.Status);
        Assert.Equal(1, before);
        Assert.Equal([EntryKind.Opened, EntryKind.Closed], f.Store.Records.Select(r => r.Kind));
        Assert.Equal(f.Store.Records[0].CallId, f.Store.Records[1].CallId);
    }

    [Fact]
    public async Task A_refused_call_never_reaches_the_executor_and_is_one_entry_and_one_incident()
    {
        var f = new GateFixture(Effect.Deny);
        var reply = await f.InvokeAsync(f.Call("delete_records"));

        Assert.Equal(ReplyStatus.Refused, reply.Status);
        Assert.Equal(Reasons.Default, reply.Reason);
        Assert.Equal(0, f.Upstream.Runs);
        Assert.Equal(EntryKind.Refused, Assert.Single(f.Store.Records).Kind);
        Assert.Equal("policy_violation", Assert.Single(f.Incidents.All).Type);
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_written_lets_nothing_through()
    {
        var f = new GateFixture();
        f.Store.Fault = "disk full";
        var reply = await f.InvokeAsync(f.Call("read_data"));

        Assert.Equal(Reasons.LedgerUnavailable, reply.Reason);
        Assert.Equal(0, f.Upstream.Runs);
        Assert.Contains(f.Faults, x => x.Contains("disk full", StringComparison.Ordinal));
        Assert.Equal("disk full", f.Gate.Fault);

        f.Store.Fault = null;
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("read_data"))).Status);
    }

    [Fact]
    public async Task A_ledger_that_dies_while_the_call_runs_withholds_the_result_and_says_that_it_ran()
    {
        var f = new GateFixture();
        f.Upstream.Run = (_, _) =>
        {
            f.Store.Fault = "disk full";
            return ValueTask.FromResult(new ToolResult("""{"content":[]}"""u8.ToArray()));
        };
        var reply = await f.InvokeAsync(f.Call("read_data"));

        Assert.Equal(ReplyStatus.Withheld, reply.Status);
        Assert.Null(reply.Result);
        Assert.Contains("the call ran", reply.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outcome_for_which_there_is_no_room_is_waited_for()
    {
        var f = new GateFixture { Store = { Crowded = true } };
        var reply = await f.InvokeAsync(f.Call("read_data"));

        Assert.Equal(ReplyStatus.Done, reply.Status);
        Assert.Equal([EntryKind.Opened, EntryKind.Closed], f.Store.Records.Select(r => r.Kind));
    }

    [Fact]
    public async Task An_outcome_that_is_lost_after_the_reply_is_told_to_the_operator()
    {
        var f = new GateFixture();
        await f.InvokeAsync(f.Call("read_data"));
        f.Store.Lost!(new LedgerException("/data/policyguard.db: gone"));

        Assert.Contains(f.Faults, x => x.Contains("/data/policyguard.db: gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_result_that_is_not_json_is_withheld()
    {
        var f = new GateFixture();
        f.Upstream.Run = (_, _) => ValueTask.FromResult(new ToolResult("{nonsense"u8.ToArray()));
        var reply = await f.InvokeAsync(f.Call("read_data"));

        Assert.Equal(ReplyStatus.Withheld, reply.Status);
        Assert.Equal("withheld", f.Store.Json(1).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(Reasons.UpstreamTimeout)]
    [InlineData(Reasons.UpstreamCrashed)]
    public async Task A_failing_upstream_is_closed_under_its_own_reason_and_its_message_is_passed_on(string reason)
    {
        var f = new GateFixture();
        f.Upstream.Run = (_, _) => throw new UpstreamException(reason, "it died");
        var reply = await f.InvokeAsync(f.Call("read_data"));

        Assert.Equal(ReplyStatus.Failed, reply.Status);
        Assert.Equal(reason, reply.Reason);
        Assert.Equal("it died", reply.Message);
        Assert.Equal(reason, f.Store.Records[1].Reason);
    }

    [Fact]
    public async Task An_executor_that_throws_something_unexpected_does_not_leak_its_message()
    {
        var f = new GateFixture();
        f.Upstream.Run = (_, _) => throw new InvalidOperationException("password=hunter2");
        var reply = await f.InvokeAsync(f.Call("read_data"));

        Assert.Equal(Reasons.UpstreamFailed, reply.Reason);
        Assert.DoesNotContain("hunter2", reply.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_goes_away_leaves_a_closed_entry()
    {
        var f = new GateFixture();
        using var cancel = new CancellationTokenSource();
        f.Upstream.Run = (_, ct) =>
        {
            cancel.Cancel();
            ct.ThrowIfCancellationRequested();
            throw new InvalidOperationException();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => f.InvokeAsync(f.Call("read_data"), cancel.Token).AsTask());
        Assert.Equal(Reasons.CallCancelled, f.Store.Records[1].Reason);
    }

    [Fact]
    public async Task A_registry_that_cannot_be_read_refuses()
    {
        var f = new GateFixture { Agents = { Fault = new RegistryException("corrupt") } };
        var reply = await f.InvokeAsync(f.Call("read_data"));

        Assert.Equal(Reasons.RegistryUnavailable, reply.Reason);
        Assert.Equal(0, f.Upstream.Runs);
    }

    [Fact]
    public async Task Any_exception_in_a_step_refuses_with_the_step_as_reason()
    {
        var f = new GateFixture { Agents = { Fault = new InvalidCastException("bug") } };
        var reply = await f.InvokeAsync(f.Call("read_data"));

        Assert.Equal(Reasons.FaultAdmit, reply.Reason);
        Assert.Equal(EntryKind.Refused, Assert.Single(f.Store.Records).Kind);
    }

    [Fact]
    public async Task Arguments_that_are_not_json_refuse_at_the_screen()
    {
        var f = new GateFixture();
        var reply = await f.InvokeAsync(f.Call("read_data", "{\"a\":"));

        Assert.Equal(ReplyStatus.Refused, reply.Status);
        Assert.Equal(Reasons.FaultScreen, reply.Reason);
        Assert.Equal(0, f.Upstream.Runs);
    }

    [Fact]
    public async Task An_incident_store_that_fails_does_not_turn_a_refusal_into_anything_else()
    {
        var f = new GateFixture(Effect.Deny) { Incidents = { Fault = new RegistryException("full") } };
        var reply = await f.InvokeAsync(f.Call("x"));

        Assert.Equal(Reasons.Default, reply.Reason);
        Assert.Equal(EntryKind.Refused, Assert.Single(f.Store.Records).Kind);
    }

    [Fact]
    public async Task A_suspended_agent_can_do_nothing_whatever_the_rules_allow()
    {
        var f = new GateFixture();
        await f.Agents.PutAsync(new Agent { Id = "a1", Trust = TrustLevel.Admin, Status = AgentStatus.Suspended, SuspensionReason = "theft" });
        var reply = await f.InvokeAsync(f.Call("read_data"));

        Assert.Equal(Reasons.AgentSuspended, reply.Reason);
        Assert.Contains("theft", reply.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delete_users")]
    [InlineData("DELETE_users")]
    [InlineData(" delete_users")]
    [InlineData("fs__delete_users")]
    [InlineData("fs.delete_users")]
    [InlineData("delete-users")]
    [InlineData("dеlete_users")]
    [InlineData("ｄｅｌｅｔｅ_users")]
    public async Task A_denied_tool_is_denied_however_it_is_spelled(string tool)
    {
        var f = new GateFixture();
        await f.Agents.PutAsync(new Agent { Id = "a1", DeniedTools = ["delete_*"] });

        Assert.Equal(Reasons.AgentDeniedTool, (await f.InvokeAsync(f.Call(tool))).Reason);
    }

    [Theory]
    [InlineData("read_file", true)]
    [InlineData("fs__read_file", true)]
    [InlineData("write_file", false)]
    [InlineData("read_x.delete_all", false)]
    [InlineData("read_x__delete_all", false)]
    public async Task A_list_of_allowed_tools_admits_only_what_is_on_it(string tool, bool allowed)
    {
        var f = new GateFixture();
        await f.Agents.PutAsync(new Agent { Id = "a1", AllowedTools = ["read_*"] });

        Assert.Equal(allowed, (await f.InvokeAsync(f.Call(tool))).Status == ReplyStatus.Done);
    }

    [Fact]
    public async Task Denied_beats_allowed()
    {
        var f = new GateFixture();
        await f.Agents.PutAsync(new Agent { Id = "a1", AllowedTools = ["*"], DeniedTools = ["read_secret"] });

        Assert.Equal(Reasons.AgentDeniedTool, (await f.InvokeAsync(f.Call("read_secret"))).Reason);
    }

    [Fact]
    public async Task A_tool_that_the_upstream_does_not_list_is_refused_and_a_changed_one_too()
    {
        var f = new GateFixture();
        var unknown = f.Call("ghost");
        var reply = await f.Gate.InvokeAsync(
            new ToolCall
            {
                Id = unknown.Id, Kind = CallKind.Tool, ActionType = "tool_call", Target = unknown.Target, Upstream = "up", Caller = unknown.Caller, Agent = unknown.Agent,
                Flow = unknown.Flow, ReceivedAt = unknown.ReceivedAt,
            },
            f.Upstream,
            default);
        Assert.Equal(Reasons.ToolUnknown, reply.Reason);

        var changed = await f.InvokeAsync(f.Call("x", definition: new ToolDefinition("h2", null, null, null, Changed: true)));
        Assert.Equal(Reasons.ToolChanged, changed.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\u0000")]
    [InlineData("local ")]
    [InlineData("lo\u200bcal")]
    [InlineData("\u202elacol")]
    public async Task An_agent_id_that_could_forge_a_log_line_is_refused(string agent)
    {
        var f = new GateFixture();
        Assert.Equal(Reasons.AgentInvalid, (await f.InvokeAsync(f.Call("x", agent: agent))).Reason);
        Assert.Empty(await f.Agents.ListAsync());
    }

    [Fact]
    public async Task A_claimed_agent_gets_no_more_trust_than_the_cap_and_a_proven_one_its_own()
    {
        var f = new GateFixture(options: new GateOptions { MaxClaimedTrust = TrustLevel.Low });
        await f.Agents.PutAsync(new Agent { Id = "a1", Trust = TrustLevel.Admin });

        Assert.Equal(TrustLevel.Low, (await f.InvokeAsync(f.Call("x"))).Decision.Trust);
        Assert.Equal(TrustLevel.Admin, (await f.InvokeAsync(f.Call("x", proven: true))).Decision.Trust);
    }

    [Fact]
    public async Task The_rate_limit_refuses_says_when_to_come_back_and_lets_go_on()
    {
        var f = new GateFixture(limit: new RateLimit(60, 2));
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("x"))).Status);
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("x"))).Status);
        var refused = await f.InvokeAsync(f.Call("x"));
        Assert.Equal(Reasons.RateLimited, refused.Reason);
        Assert.Contains("1 s", refused.Message, StringComparison.Ordinal);

        f.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("x"))).Status);
    }

    [Fact]
    public void A_permit_cannot_be_made_for_a_refusal_nor_outside_the_gate()
    {
        var f = new GateFixture();
        var refusal = new Decision(f.Call("x")) { Effect = Effect.Deny, Reason = Reasons.Rule, Message = "", PolicySet = "" };
        Assert.Throws<InvalidOperationException>(() => Permit.Issue(new Opened(refusal, 0)));
        Assert.Empty(typeof(Permit).GetConstructors());
        Assert.True(typeof(Permit).IsSealed && !typeof(Permit).IsValueType);
    }

    [Theory]
    [InlineData(DurabilityMode.Auto, null, Durability.Full)]
    [InlineData(DurabilityMode.Auto, true, Durability.Normal)]
    [InlineData(DurabilityMode.Auto, false, Durability.Full)]
    [InlineData(DurabilityMode.Normal, false, Durability.Normal)]
    [InlineData(DurabilityMode.Full, true, Durability.Full)]
    public async Task What_may_change_something_is_synced_before_it_runs(DurabilityMode mode, bool? readOnly, Durability expected)
    {
        var f = new GateFixture(durability: mode);
        await f.InvokeAsync(f.Call("x", definition: new ToolDefinition("h", readOnly, null, null)));

        Assert.Equal(expected, f.Store.Durabilities[0]);
        Assert.Equal(Durability.Normal, f.Store.Durabilities[1]);
        Assert.Equal(expected == Durability.Full ? "full" : "normal", f.Store.Json(0).GetProperty("durability").GetString());
    }
}
