using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Registry;
using PolicyGuard.Rules;

namespace PolicyGuard.Tests.Gate;

/// <summary>While a human thinks, the world goes on: a yes counts only for what is still true when it comes.</summary>
public sealed class ApprovalWaitTests
{
    private readonly GateFixture _f = new(Effect.RequireApproval);
    private readonly Waiting _wait = new();

    [Fact]
    public async Task A_waiting_call_is_kept_alive_and_runs_after_a_yes()
    {
        var call = Invoke(_f.Call("refund"));
        var id = (await _wait.FirstAsync()).Id;
        Assert.Equal(0, _f.Upstream.Runs);
        _f.Clock.Advance(TimeSpan.FromSeconds(6));
        await _wait.HeardAsync(2);

        await AnswerAsync(id, true);
        var reply = await call;
        Assert.Equal((ReplyStatus.Done, id), (reply.Status, reply.Decision.ApprovalId));
        Assert.Equal(1, _f.Upstream.Runs);
        Assert.Equal(ApprovalStatus.Used, Assert.Single(_f.Approvals.All).Status);
        Assert.Contains(_f.Store.Records, static entry => entry.Reason == Reasons.ApprovalAsked);
    }

    [Fact]
    public async Task A_no_ends_the_wait_and_its_note_reaches_the_agent()
    {
        var call = Invoke(_f.Call("refund"));
        await _f.Approvals.AnswerAsync((await _wait.FirstAsync()).Id, new ApprovalAnswer(false, "eve", "not on a Friday"), default);
        var reply = await call;
        Assert.Equal(Reasons.ApprovalDenied, reply.Reason);
        Assert.Contains("not on a Friday", reply.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_time_is_up_the_call_is_refused_with_the_id_and_a_repetition_runs_after_a_yes()
    {
        var call = Invoke(_f.Call("refund"));
        var id = (await _wait.FirstAsync()).Id;
        _f.Clock.Advance(TimeSpan.FromMinutes(3));
        var reply = await call;
        Assert.Equal((ReplyStatus.Refused, Reasons.ApprovalRequired, id), (reply.Status, reply.Reason, reply.Decision.ApprovalId));

        await AnswerAsync(id, true);
        Assert.Equal(ReplyStatus.Done, (await Invoke(_f.Call("refund"))).Status);
        Assert.Equal(1, _f.Upstream.Runs);
    }

    [Fact]
    public async Task An_agent_that_was_suspended_while_it_waited_does_not_run()
    {
        var call = Invoke(_f.Call("refund"));
        var id = (await _wait.FirstAsync()).Id;
        await _f.Agents.PutAsync((await _f.Agents.FindAsync("a1"))! with { Status = AgentStatus.Suspended });
        await AnswerAsync(id, true);

        Assert.Equal(Reasons.AgentSuspended, (await call).Reason);
        Assert.Equal(0, _f.Upstream.Runs);
        Assert.Equal(ApprovalStatus.Approved, Assert.Single(_f.Approvals.All).Status);
    }

    [Fact]
    public async Task A_yes_given_under_other_rules_does_not_count()
    {
        var call = Invoke(_f.Call("refund"));
        var id = (await _wait.FirstAsync()).Id;
        _f.Rules.Swap(RuleSet.WithoutPolicies(Effect.Deny));
        await AnswerAsync(id, true);

        Assert.Equal(Reasons.Default, (await call).Reason);
        Assert.Equal(0, _f.Upstream.Runs);
    }

    [Fact]
    public async Task Of_two_calls_alike_that_wait_for_one_yes_one_runs_and_the_other_asks_again()
    {
        var second = new Waiting();
        var first = Invoke(_f.Call("refund"));
        var id = (await _wait.FirstAsync()).Id;
        var other = _f.Gate.InvokeAsync(_f.Call("refund"), _f.Upstream, second, default).AsTask();
        Assert.Equal(id, (await second.FirstAsync()).Id);
        await AnswerAsync(id, true);

        await (await Task.WhenAny(first, other));
        while (_f.Approvals.All.Count < 2)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await AnswerAsync(_f.Approvals.All[1].Id, false);
        var replies = await Task.WhenAll(first, other);
        Assert.Equal([ReplyStatus.Done, ReplyStatus.Refused], replies.Select(static reply => reply.Status).Order());
        Assert.Equal(1, _f.Upstream.Runs);
    }

    [Fact]
    public async Task A_grant_lets_the_tools_other_calls_of_this_flow_run_and_no_others()
    {
        var call = Invoke(_f.Call("refund", """{"amount":1}"""));
        var id = (await _wait.FirstAsync()).Id;
        await _f.Approvals.AnswerAsync(id, new ApprovalAnswer(true, "eve", null, TimeSpan.FromMinutes(15)), default);
        Assert.Equal(ReplyStatus.Done, (await call).Status);

        Assert.Equal(ReplyStatus.Done, (await _f.InvokeAsync(_f.Call("refund", """{"amount":2}"""))).Status);
        Assert.Equal(Reasons.ApprovalRequired, (await _f.InvokeAsync(_f.Call("other", """{"amount":2}"""))).Reason);
        Assert.Equal(Reasons.ApprovalRequired, (await _f.InvokeAsync(_f.Call("refund", """{"amount":2}""", agent: "a2"))).Reason);
        Assert.Equal(Reasons.ApprovalRequired, (await _f.InvokeAsync(_f.Call("refund", """{"amount":3}""", flow: "another"))).Reason);
        _f.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(Reasons.ApprovalRequired, (await _f.InvokeAsync(_f.Call("refund", """{"amount":4}"""))).Reason);
    }

    [Fact]
    public async Task A_caller_who_leaves_leaves_the_question_open()
    {
        using var left = new CancellationTokenSource();
        var call = _f.Gate.InvokeAsync(_f.Call("refund"), _f.Upstream, _wait, left.Token).AsTask();
        await _wait.FirstAsync();
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(ApprovalStatus.Pending, Assert.Single(_f.Approvals.All).Status);
        Assert.Equal(0, _f.Upstream.Runs);
    }

    [Fact]
    public async Task A_loop_of_different_calls_does_not_bury_a_human()
    {
        for (var i = 0; i < 60; i++)
        {
            await _f.InvokeAsync(_f.Call("refund", $$"""{"amount":{{i}}}"""));
        }

        Assert.Equal(50, _f.Approvals.All.Count);
        Assert.Equal(Reasons.ApprovalTooMany, (await _f.InvokeAsync(_f.Call("refund", """{"amount":99}"""))).Reason);
        Assert.Equal(Reasons.ApprovalRequired, (await _f.InvokeAsync(_f.Call("refund", """{"amount":1}"""))).Reason);
    }

    [Fact]
    public async Task Who_acts_on_advice_uses_the_yes_up_by_naming_it_and_only_then()
    {
        var advice = await _f.Gate.AdviseAsync(_f.Call("refund"), default);
        await AnswerAsync(advice.ApprovalId!, true);
        Assert.False((await _f.Gate.AdviseAsync(_f.Call("refund"), "apr_another", default)).Allows);
        Assert.False((await _f.Gate.AdviseAsync(_f.Call("refund"), default)).Allows);
        Assert.True((await _f.Gate.AdviseAsync(_f.Call("refund"), advice.ApprovalId, default)).Allows);
        Assert.False((await _f.Gate.AdviseAsync(_f.Call("refund"), advice.ApprovalId, default)).Allows);
    }

    private Task<Reply> Invoke(ToolCall call) => _f.Gate.InvokeAsync(call, _f.Upstream, _wait, default).AsTask();

    private ValueTask<bool> AnswerAsync(string id, bool approve) => _f.Approvals.AnswerAsync(id, new ApprovalAnswer(approve, "eve"), default);

    private sealed class Waiting : IApprovalWait
    {
        private readonly TaskCompletionSource<Approval> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _heard;

        public TimeSpan Patience => TimeSpan.MaxValue;

        public ValueTask OnWaitingAsync(Approval asked, TimeSpan waited, CancellationToken ct)
        {
            Interlocked.Increment(ref _heard);
            _first.TrySetResult(asked);
            return default;
        }

        public Task<Approval> FirstAsync() => _first.Task.WaitAsync(TimeSpan.FromSeconds(20));

        public async Task HeardAsync(int times)
        {
            while (Volatile.Read(ref _heard) < times)
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }
        }
    }
}
