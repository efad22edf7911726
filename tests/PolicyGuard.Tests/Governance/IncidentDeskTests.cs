using PolicyGuard.Calls;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Incidents;
using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Governance;

/// <summary>What may be reported, by whom, and whom it takes out of service.</summary>
public sealed class IncidentDeskTests
{
    private const string Token = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";

    private readonly GovernanceFixture _world = new();
    private readonly IncidentDesk _desk;
    private readonly AgentDesk _agents;

    public IncidentDeskTests() => (_desk, _agents) = (new IncidentDesk(_world.Services), new AgentDesk(_world.Services));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_is_written_down_before_it_is_stored_and_has_the_ids_form()
    {
        var outcome = await _desk.ReportAsync(GovernanceFixture.Local("a"), new IncidentReport("suspicious_activity", "high", "odd"), Ct);

        var incident = outcome.Value!.Incident;
        Assert.Matches("^inc_[0-9a-f]{12}$", incident.Id);
        Assert.Equal(("suspicious_activity", IncidentSeverity.High, IncidentStatus.Open, "local (a)"), (incident.Type, incident.Severity, incident.Status, incident.ReportedBy));
        Assert.Equal([Reasons.IncidentReported], _world.Reasons);
        Assert.Equal(incident, Assert.Single((await _desk.ListAsync(GovernanceFixture.Operator, new IncidentQuery(), Ct)).Value!));
    }

    [Fact]
    public async Task A_flood_of_reports_under_ever_new_names_does_not_bury_what_people_have_to_see()
    {
        for (var i = 0; i < IncidentDesk.Reports.Burst; i++)
        {
            Assert.Null((await _desk.ReportAsync(GovernanceFixture.Local($"a{i}"), new IncidentReport("other", "critical", "x") { Agent = $"b{i}" }, Ct)).Refusal);
        }

        var written = _world.Reasons.Count();
        var refused = await _desk.ReportAsync(GovernanceFixture.Local("another"), new IncidentReport("other", "critical", "x"), Ct);
        Assert.Equal(Reasons.RateLimited, refused.Refusal?.Reason);
        Assert.Equal(written, _world.Reasons.Count());

        // A person at the terminal is never told to wait, and time heals.
        Assert.Null((await _desk.ReportAsync(GovernanceFixture.Operator, new IncidentReport("other", "critical", "x"), Ct)).Refusal);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null((await _desk.ReportAsync(GovernanceFixture.Local("another"), new IncidentReport("other", "critical", "x"), Ct)).Refusal);
    }

    [Theory]
    [InlineData("CRITICAL")]
    [InlineData("Critical")]
    [InlineData("critical")]
    public async Task Letter_case_saves_nobody_from_suspension(string severity)
    {
        await GivenAsync("bad");
        var outcome = await _desk.ReportAsync(GovernanceFixture.Local("a"), new IncidentReport("other", severity, "x") { Agent = "bad" }, Ct);

        Assert.True(outcome.Value!.AgentSuspended);
        Assert.Contains("suspended", outcome.Value.Message, StringComparison.Ordinal);
        var agent = await _world.Agents.FindAsync("bad", Ct);
        Assert.Equal(AgentStatus.Suspended, agent!.Status);
        Assert.Contains(outcome.Value.Incident.Id, agent.SuspensionReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("severe")]
    [InlineData(" critical")]
    [InlineData("3")]
    public async Task A_severity_that_nobody_knows_is_refused_not_taken_for_medium(string severity)
    {
        var outcome = await _desk.ReportAsync(GovernanceFixture.Operator, new IncidentReport("other", severity, "x"), Ct);
        Assert.Equal(Reasons.ActInvalid, outcome.Refusal!.Reason);
        Assert.StartsWith("severity:", Assert.Single(outcome.Errors), StringComparison.Ordinal);
        Assert.Empty(_world.Reasons);
    }

    [Fact]
    public async Task An_unknown_type_is_other_aloud()
    {
        var outcome = await _desk.ReportAsync(GovernanceFixture.Operator, new IncidentReport("meteor", "low", "x"), Ct);
        Assert.Equal("other", outcome.Value!.Incident.Type);
        Assert.Contains("meteor", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var outcome = await _desk.ReportAsync(
            GovernanceFixture.Operator, new IncidentReport("other", "bad", " ") { Agent = " x", Evidence = new string('x', 20_000), RecommendedAction = new string('x', 5000) }, Ct);
        Assert.Equal(5, outcome.Errors.Count);
    }

    [Fact]
    public async Task Reports_hold_no_secrets_that_the_reporter_saw()
    {
        var outcome = await _desk.ReportAsync(
            GovernanceFixture.Operator,
            new IncidentReport("other", "low", $"saw {Token}") { Evidence = $$"""{"token":"{{Token}}"}""", RecommendedAction = $"revoke {Token}" },
            Ct);
        var incident = outcome.Value!.Incident;
        Assert.DoesNotContain(Token, incident.Description + incident.Evidence + incident.RecommendedAction, StringComparison.Ordinal);
        Assert.All(_world.Log.Records, record => Assert.DoesNotContain(Token, System.Text.Encoding.UTF8.GetString(record.Json.Span), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("saw it", """{"raw":"saw it"}""")]
    [InlineData("[1]", """{"raw":"[1]"}""")]
    [InlineData("""{"a":1,"a":2}""", """{"raw":"{\"a\":1,\"a\":2}"}""")]
    [InlineData("""{ "b": 2, "a": 1 }""", """{"a":1,"b":2}""")]
    [InlineData(null, "{}")]
    public async Task Evidence_is_an_object_or_becomes_one(string? evidence, string stored)
    {
        var outcome = await _desk.ReportAsync(GovernanceFixture.Operator, new IncidentReport("other", "low", "x") { Evidence = evidence }, Ct);
        Assert.Equal(stored, outcome.Value!.Incident.Evidence);
    }

    [Fact]
    public async Task Who_may_only_report_suspends_nobody_and_is_told_why()
    {
        await GivenAsync("rival");
        var outcome = await _desk.ReportAsync(GovernanceFixture.Key(Role.Agent, "a"), new IncidentReport("other", "critical", "x") { Agent = "rival", AutoSuspend = true }, Ct);

        Assert.False(outcome.Value!.AgentSuspended);
        Assert.Contains("not suspended", outcome.Value.Message, StringComparison.Ordinal);
        Assert.Equal(AgentStatus.Active, (await _world.Agents.FindAsync("rival", Ct))!.Status);
        Assert.Single(await _world.Services.Incidents.ListAsync(new IncidentQuery(), Ct));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Neither_a_suspended_nor_an_unknown_caller_reports(bool suspended)
    {
        await GivenAsync("bad");
        await GivenAsync("rival");
        await _agents.SuspendAsync(GovernanceFixture.Operator, "bad", "x", Ct);
        var actor = suspended ? GovernanceFixture.Local("bad") : Actor.Authenticated(Caller.Anonymous, null, new AgentRef("bad2", false));
        var outcome = await _desk.ReportAsync(actor, new IncidentReport("other", "critical", "x") { Agent = "rival" }, Ct);

        Assert.Equal(suspended ? Reasons.AgentSuspended : Reasons.AuthorityMissing, outcome.Refusal!.Reason);
        Assert.Equal(AgentStatus.Active, (await _world.Agents.FindAsync("rival", Ct))!.Status);
    }

    [Fact]
    public async Task An_agent_that_nobody_knows_is_neither_suspended_nor_made()
    {
        var outcome = await _desk.ReportAsync(GovernanceFixture.Operator, new IncidentReport("other", "critical", "x") { Agent = "ghost" }, Ct);
        Assert.False(outcome.Value!.AgentSuspended);
        Assert.Null(await _world.Agents.FindAsync("ghost", Ct));
    }

    [Fact]
    public async Task A_second_critical_report_does_not_suspend_again()
    {
        await GivenAsync("bad");
        await _desk.ReportAsync(GovernanceFixture.Operator, new IncidentReport("other", "critical", "x") { Agent = "bad" }, Ct);
        var version = (await _world.Agents.FindAsync("bad", Ct))!.Version;
        var again = await _desk.ReportAsync(GovernanceFixture.Operator, new IncidentReport("other", "critical", "y") { Agent = "bad" }, Ct);
        Assert.True(again.Value!.AgentSuspended);
        Assert.Equal(version, (await _world.Agents.FindAsync("bad", Ct))!.Version);
        Assert.Single(_world.Reasons, Reasons.AgentSuspension);
    }

    [Theory]
    [InlineData("high", true)]
    [InlineData("critical", false)]
    public async Task Nobody_is_suspended_who_should_not_be(string severity, bool autoSuspend)
    {
        await GivenAsync("good");
        var outcome = await _desk.ReportAsync(GovernanceFixture.Operator, new IncidentReport("other", severity, "x") { Agent = "good", AutoSuspend = autoSuspend }, Ct);
        Assert.False(outcome.Value!.AgentSuspended);
    }

    [Fact]
    public async Task Incidents_are_acknowledged_once_and_resolved_with_a_note()
    {
        var id = (await _desk.ReportAsync(GovernanceFixture.Operator, new IncidentReport("other", "low", "x"), Ct)).Value!.Incident.Id;
        Assert.Equal(IncidentStatus.Acknowledged, (await _desk.AcknowledgeAsync(GovernanceFixture.Operator, id, null, Ct)).Value!.Status);
        Assert.Equal(Reasons.ActInvalid, (await _desk.AcknowledgeAsync(GovernanceFixture.Operator, id, null, Ct)).Refusal!.Reason);
        Assert.Equal(Reasons.ActInvalid, (await _desk.ResolveAsync(GovernanceFixture.Operator, id, " ", Ct)).Refusal!.Reason);
        var resolved = (await _desk.ResolveAsync(GovernanceFixture.Operator, id, $"revoked {Token}", Ct)).Value!;
        Assert.Equal((IncidentStatus.Resolved, "cli:root"), (resolved.Status, resolved.ChangedBy));
        Assert.DoesNotContain(Token, resolved.Resolution, StringComparison.Ordinal);
        Assert.Equal(Reasons.ActInvalid, (await _desk.ResolveAsync(GovernanceFixture.Operator, id, "again", Ct)).Refusal!.Reason);
        Assert.Equal(Reasons.ActUnknown, (await _desk.ResolveAsync(GovernanceFixture.Operator, "inc_000000000000", "x", Ct)).Refusal!.Reason);
        Assert.Equal([Reasons.IncidentReported, Reasons.IncidentAcknowledged, Reasons.IncidentResolved], _world.Reasons);
    }

    [Fact]
    public async Task No_agent_settles_what_is_said_about_it()
    {
        var id = (await _desk.ReportAsync(GovernanceFixture.Operator, new IncidentReport("other", "low", "x") { Agent = "a" }, Ct)).Value!.Incident.Id;
        Assert.Equal(Reasons.AuthorityMissing, (await _desk.ResolveAsync(GovernanceFixture.Key(Role.Admin, "a"), id, "nothing to see", Ct)).Refusal!.Reason);
        Assert.Equal(Reasons.AuthorityMissing, (await _desk.ResolveAsync(GovernanceFixture.Local("b"), id, "nothing to see", Ct)).Refusal!.Reason);
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_down_is_not_kept()
    {
        _world.Log.Fault = "disk full";
        var outcome = await _desk.ReportAsync(GovernanceFixture.Operator, new IncidentReport("other", "low", "x"), Ct);
        Assert.Equal(Reasons.LedgerUnavailable, outcome.Refusal!.Reason);
        Assert.Empty(await _world.Services.Incidents.ListAsync(new IncidentQuery(), Ct));
    }

    private async Task GivenAsync(string agent) => Assert.True((await _agents.RegisterAsync(GovernanceFixture.Operator, new AgentRegistration(agent), Ct)).Done);
}
