using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Gate;

public sealed class ApprovalTests
{
    [Fact]
    public async Task A_call_that_needs_a_human_is_refused_with_an_id_and_runs_once_after_a_yes()
    {
        var f = new GateFixture(Effect.RequireApproval);
        var first = await f.InvokeAsync(f.Call("refund", """{"amount":900}"""));
        Assert.Equal(Reasons.ApprovalRequired, first.Reason);
        Assert.Contains(first.Decision.ApprovalId!, first.Message, StringComparison.Ordinal);

        Assert.True(await f.Approvals.AnswerAsync(first.Decision.ApprovalId!, new ApprovalAnswer(true, "eve")));
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("refund", """{ "amount": 900 }"""))).Status);
        Assert.Equal(1, f.Upstream.Runs);

        Assert.Equal(Reasons.ApprovalRequired, (await f.InvokeAsync(f.Call("refund", """{"amount":900}"""))).Reason);
        Assert.Equal(1, f.Upstream.Runs);
    }

    [Theory]
    [InlineData("refund", """{"amount":901}""", "a1")]
    [InlineData("refund", """{"amount":"900"}""", "a1")]
    [InlineData("refund", """{"amount":900,"to":"x"}""", "a1")]
    [InlineData("refund2", """{"amount":900}""", "a1")]
    [InlineData("refund", """{"amount":900}""", "a2")]
    public async Task An_answer_is_bound_to_the_exact_call(string tool, string arguments, string agent)
    {
        var f = new GateFixture(Effect.RequireApproval);
        var asked = await f.InvokeAsync(f.Call("refund", """{"amount":900}"""));
        await f.Approvals.AnswerAsync(asked.Decision.ApprovalId!, new ApprovalAnswer(true, "eve"));

        Assert.Equal(Reasons.ApprovalRequired, (await f.InvokeAsync(f.Call(tool, arguments, agent))).Reason);
        Assert.Equal(0, f.Upstream.Runs);
    }

    // Both amounts are one double; to a server that reads big numbers they are two.
    [Theory]
    [InlineData("9007199254740992", "9007199254740993")]
    [InlineData("0.1", "0.10000000000000000001")]
    [InlineData("1e400", "1e401")]
    [InlineData("1e99999999999", "1e99999999998")]
    public async Task An_answer_for_one_number_does_not_cover_its_neighbour(string approved, string tried)
    {
        var f = new GateFixture(Effect.RequireApproval);
        var asked = await f.InvokeAsync(f.Call("refund", $$"""{"amount":{{approved}}}"""));
        await f.Approvals.AnswerAsync(asked.Decision.ApprovalId!, new ApprovalAnswer(true, "eve"));

        Assert.Equal(Reasons.ApprovalRequired, (await f.InvokeAsync(f.Call("refund", $$"""{"amount":{{tried}}}"""))).Reason);
        Assert.Equal(0, f.Upstream.Runs);
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("refund", $$"""{"amount":{{approved}}}"""))).Status);
    }

    [Fact]
    public async Task The_human_is_shown_every_digit()
    {
        var f = new GateFixture(Effect.RequireApproval);
        await f.InvokeAsync(f.Call("refund", """{"amount":9007199254740993}"""));
        Assert.Equal("""{"amount":9007199254740993}""", Assert.Single(f.Approvals.All).ArgumentsJson);
    }

    [Fact]
    public async Task A_no_does_not_run_it_and_an_old_yes_expires()
    {
        var f = new GateFixture(Effect.RequireApproval);
        var asked = await f.InvokeAsync(f.Call("refund"));
        await f.Approvals.AnswerAsync(asked.Decision.ApprovalId!, new ApprovalAnswer(false, "eve"));
        Assert.Equal(Reasons.ApprovalDenied, (await f.InvokeAsync(f.Call("refund"))).Reason);
        Assert.Single(f.Approvals.All);

        var again = await f.InvokeAsync(f.Call("other"));
        await f.Approvals.AnswerAsync(again.Decision.ApprovalId!, new ApprovalAnswer(true, "eve"));
        f.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(Reasons.ApprovalRequired, (await f.InvokeAsync(f.Call("other"))).Reason);
        Assert.Equal(0, f.Upstream.Runs);
    }

    [Fact]
    public async Task Advice_never_uses_an_approval_up()
    {
        var f = new GateFixture(Effect.RequireApproval);
        var advice = await f.Gate.AdviseAsync(f.Call("refund"), default);
        await f.Approvals.AnswerAsync(advice.ApprovalId!, new ApprovalAnswer(true, "eve"));
        await f.Gate.AdviseAsync(f.Call("refund"), default);

        Assert.Equal(ApprovalStatus.Approved, Assert.Single(f.Approvals.All).Status);
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("refund"))).Status);
    }

    [Fact]
    public async Task Where_no_sandbox_is_a_call_that_wants_one_does_not_run()
    {
        var f = new GateFixture(Effect.Sandbox);
        var reply = await f.InvokeAsync(f.Call("execute_code"));
        Assert.Equal(Reasons.SandboxUnavailable, reply.Reason);
        Assert.Equal(0, f.Upstream.Runs);
    }
}
