using PolicyGuard.Calls;
using PolicyGuard.Governance;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Tests.Gate;

namespace PolicyGuard.Tests.Governance;

/// <summary>Who answers, and what is written down of it.</summary>
public sealed class ApprovalDeskTests
{
    private static readonly Actor Person = Actor.Operator("eve");
    private readonly GateFixture _f = new(Effect.RequireApproval);
    private readonly ApprovalDesk _desk;

    public ApprovalDeskTests() => _desk = new ApprovalDesk(new GovernanceServices
    {
        Gate = _f.Gate,
        Agents = _f.Agents,
        Keys = _f.Keys,
        Policies = new Doubles.MemoryPolicies(_f.Clock),
        Incidents = _f.Incidents,
        Approvals = _f.Approvals,
        Ledger = new PolicyGuard.Ledger.Ledger(_f.Store, DurabilityMode.Normal),
        Log = _f.Store,
        Index = _f.Store,
        Clock = _f.Clock,
        OnFault = _f.Faults.Add,
    });

    [Fact]
    public async Task An_agent_never_answers_its_own_approval_whatever_its_role()
    {
        var id = await AskAsync();
        var itself = Actor.Authenticated(new Caller("key:1", CallerProof.ApiKey), Role.Admin, new AgentRef("a1", Proven: true));
        Assert.Equal(Reasons.ApprovalOwn, (await _desk.AnswerAsync(itself, id, true, null, null, default)).Refusal?.Reason);
        Assert.Equal(ApprovalStatus.Pending, Assert.Single(_f.Approvals.All).Status);
    }

    [Fact]
    public async Task A_key_that_asks_under_an_agents_name_does_not_answer_itself_under_no_name_or_another()
    {
        var key = new Caller("key:1", CallerProof.ApiKey);
        var id = (await _f.InvokeAsync(_f.Call("refund", caller: new Caller(key.Id, CallerProof.Process)))).Decision.ApprovalId!;
        foreach (var agent in new[] { null, new AgentRef("another", Proven: false), new AgentRef("another", Proven: true) })
        {
            Assert.Equal(Reasons.ApprovalOwn, (await _desk.AnswerAsync(Actor.Authenticated(key, Role.Admin, agent), id, true, null, null, default)).Refusal?.Reason);
        }

        Assert.Equal(ApprovalStatus.Pending, Assert.Single(_f.Approvals.All).Status);
        Assert.Null((await _desk.AnswerAsync(Actor.Authenticated(new Caller("key:2", CallerProof.ApiKey), Role.Approver, null), id, true, null, null, default)).Refusal);
    }

    [Fact]
    public async Task Nobody_without_the_right_answers_or_takes_back()
    {
        var id = await AskAsync();
        var agent = new AgentRef("another", Proven: false);
        Actor[] all =
        [
            Actor.LocalClient(Caller.Local, agent), Actor.LocalClient(Caller.Anonymous, agent), Actor.Authenticated(Caller.Local, null, agent),
            Actor.Authenticated(new Caller("key:1", CallerProof.ApiKey), Role.Agent, agent), Actor.Authenticated(new Caller("key:2", CallerProof.ApiKey), Role.Auditor, agent),
        ];
        foreach (var actor in all)
        {
            Assert.Equal(Reasons.AuthorityMissing, (await _desk.AnswerAsync(actor, id, true, null, null, default)).Refusal?.Reason);
            Assert.Equal(Reasons.AuthorityMissing, (await _desk.RevokeAsync(actor, id, default)).Refusal?.Reason);
        }

        // Who tried is worth knowing.

        Assert.Equal(ApprovalStatus.Pending, Assert.Single(_f.Approvals.All).Status);
        Assert.Equal(2 * all.Length, _f.Store.Records.Count(record => record.Reason == Reasons.AuthorityMissing && record.Target == id));
    }

    [Fact]
    public async Task The_log_says_who_answered_what_before_the_answer_counts()
    {
        var id = await AskAsync();
        var approval = (await _desk.AnswerAsync(Person, id, true, "ticket 4711", TimeSpan.FromMinutes(15), default)).Value;
        Assert.Equal((ApprovalStatus.Granted, "cli:eve"), (approval!.Status, approval.AnsweredBy));
        var entry = Assert.Single(_f.Store.Records, static entry => entry.Reason == Reasons.ApprovalAnswered);
        var text = System.Text.Encoding.UTF8.GetString(entry.Json.Span);
        Assert.Contains("\"actor\":\"cli:eve\"", text, StringComparison.Ordinal);
        Assert.Contains($"\"subject\":\"{id}\"", text, StringComparison.Ordinal);
        Assert.Contains("ticket 4711", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_written_down_is_not_given()
    {
        var id = await AskAsync();
        _f.Store.Fault = "disk full";
        Assert.Equal(Reasons.LedgerUnavailable, (await _desk.AnswerAsync(Person, id, true, null, null, default)).Refusal?.Reason);
        Assert.Equal(ApprovalStatus.Pending, Assert.Single(_f.Approvals.All).Status);
    }

    [Fact]
    public async Task What_cannot_be_answered_so_is_said_and_stays_open()
    {
        var id = await AskAsync();
        Assert.Equal(Reasons.ApprovalUnknown, (await _desk.AnswerAsync(Person, "apr_nope", true, null, null, default)).Refusal?.Reason);
        Assert.Equal(Reasons.ApprovalInvalid, (await _desk.AnswerAsync(Person, id, true, new string('x', 1001), null, default)).Refusal?.Reason);
        Assert.Equal(Reasons.ApprovalInvalid, (await _desk.AnswerAsync(Person, id, true, null, TimeSpan.FromHours(25), default)).Refusal?.Reason);
        Assert.Equal(Reasons.ApprovalInvalid, (await _desk.AnswerAsync(Person, id, true, null, TimeSpan.Zero, default)).Refusal?.Reason);
        Assert.Equal(Reasons.ApprovalInvalid, (await _desk.AnswerAsync(Person, id, false, null, TimeSpan.FromHours(1), default)).Refusal?.Reason);
        Assert.Equal(Reasons.ApprovalSettled, (await _desk.RevokeAsync(Person, id, default)).Refusal?.Reason);
        Assert.Equal(ApprovalStatus.Pending, Assert.Single(_f.Approvals.All).Status);

        Assert.Null((await _desk.AnswerAsync(Person, id, false, null, null, default)).Refusal);
        var again = await _desk.AnswerAsync(Person, id, true, null, null, default);
        Assert.Equal(Reasons.ApprovalSettled, again.Refusal?.Reason);
        Assert.Contains("denied", again.Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_yes_that_was_taken_back_runs_nothing()
    {
        var id = await AskAsync();
        await _desk.AnswerAsync(Person, id, true, null, null, default);
        Assert.Null((await _desk.RevokeAsync(Person, id, default)).Refusal);
        Assert.Equal(Reasons.ApprovalDenied, (await _f.InvokeAsync(_f.Call("refund"))).Reason);
        Assert.Equal(0, _f.Upstream.Runs);
    }

    private async Task<string> AskAsync() => (await _f.InvokeAsync(_f.Call("refund"))).Decision.ApprovalId!;
}
