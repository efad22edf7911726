using PolicyGuard.Calls;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Audit;

namespace PolicyGuard.Tests.Governance;

/// <summary>What a search of the log takes, and how entries look in it.</summary>
public sealed class AuditSearchTests
{
    private readonly GovernanceFixture _world = new();
    private readonly AuditSearch _search;

    public AuditSearchTests() => _search = new AuditSearch(_world.Services);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("24h", true)]
    [InlineData("30m", true)]
    [InlineData("7d", true)]
    [InlineData("all", true)]
    [InlineData("", false)]
    [InlineData("0h", false)]
    [InlineData("-1h", false)]
    [InlineData("+1h", false)]
    [InlineData("1.5h", false)]
    [InlineData("1w", false)]
    [InlineData("24H", false)]
    [InlineData(" 24h", false)]
    [InlineData("999999d", false)]
    [InlineData("99999999999999999999d", false)]
    [InlineData("１h", false)]
    public async Task A_time_range_is_understood_or_refused_never_ignored(string range, bool understood) =>
        Assert.Equal(understood, (await FindAsync(new AuditQuery { TimeRange = range })).Done);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    [InlineData(int.MinValue)]
    public async Task A_limit_out_of_bounds_is_refused(int limit) => Assert.False((await FindAsync(new AuditQuery { Limit = limit })).Done);

    [Fact]
    public async Task All_faults_are_told_at_once() =>
        Assert.Equal(3, (await FindAsync(new AuditQuery { Limit = 0, TimeRange = "x", Status = "maybe" })).Errors.Count);

    [Fact]
    public async Task Administrative_acts_and_refused_attempts_are_found_by_type_and_status()
    {
        var agents = new AgentDesk(_world.Services);
        await agents.RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("bot"), Ct);
        await agents.SuspendAsync(GovernanceFixture.Key(Role.Agent, "bot"), "bot", "x", Ct);

        var registered = Assert.Single((await FindAsync(new AuditQuery { ActionType = "agent_registration" })).Value!.Entries);
        Assert.Equal(("cli:root", "bot", true, Reasons.AgentRegistered), (registered.AgentId, registered.Target, registered.Allowed, registered.ReasonId));
        Assert.Matches("^aud_[0-9a-f]{12}$", registered.EntryId);
        Assert.Null(registered.ActionId);
        var denied = (await FindAsync(new AuditQuery { Status = "denied" })).Value!;
        Assert.Equal((Reasons.AuthorityMissing, "bot"), (Assert.Single(denied.Entries).ReasonId, denied.Entries[0].AgentId));
        Assert.Equal(["status=denied"], denied.FiltersApplied);
        Assert.Equal(1, (await FindAsync(new AuditQuery { IncludeAllowed = false })).Value!.Total);
    }

    [Fact]
    public async Task Total_is_what_there_is_before_the_limit()
    {
        var agents = new AgentDesk(_world.Services);
        for (var i = 0; i < 5; i++)
        {
            await agents.RegisterAsync(GovernanceFixture.Operator, new AgentRegistration($"bot{i}"), Ct);
        }

        var page = (await FindAsync(new AuditQuery { Limit = 2 })).Value!;
        Assert.Equal((5L, 2), (page.Total, page.Entries.Count));
        Assert.Equal(["bot4", "bot3"], page.Entries.Select(static e => e.Target));
        Assert.Equal(["none"], page.FiltersApplied);
    }

    [Fact]
    public async Task Who_may_not_read_finds_nothing() =>
        Assert.Equal(Reasons.AuthorityMissing, (await _search.FindAsync(GovernanceFixture.Key(Role.Agent, "a"), new AuditQuery(), Ct)).Refusal!.Reason);

    private ValueTask<Outcome<AuditPage>> FindAsync(AuditQuery query) => _search.FindAsync(GovernanceFixture.Operator, query, Ct);
}
