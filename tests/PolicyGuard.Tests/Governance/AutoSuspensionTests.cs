using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Incidents;
using PolicyGuard.Registry;
using PolicyGuard.Tests.Doubles;

namespace PolicyGuard.Tests.Governance;

/// <summary>When refusals suspend an agent, and when they must not.</summary>
public sealed class AutoSuspensionTests
{
    private static readonly SuspensionOptions ThreeInAMinute = new() { HighCount = 3, Within = TimeSpan.FromMinutes(1) };

    private readonly GovernanceFixture _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private MemoryIncidents Incidents => (MemoryIncidents)_world.Services.Incidents;

    [Fact]
    public async Task One_too_many_suspends_in_the_programs_name_and_says_which_incident()
    {
        await StrikeAsync(2);
        Assert.Equal(AgentStatus.Active, await StatusAsync());
        await StrikeAsync(1);
        var agent = (await _world.Agents.FindAsync("bad", Ct))!;
        Assert.Equal((AgentStatus.Suspended, "policyguard"), (agent.Status, agent.UpdatedBy));
        Assert.Contains(Incidents.All[^1].Id, agent.SuspensionReason, StringComparison.Ordinal);
        await StrikeAsync(5);
        Assert.Single(_world.Reasons, Reasons.AgentSuspension);
    }

    [Fact]
    public async Task What_is_long_ago_does_not_count()
    {
        await StrikeAsync(2);
        _world.Clock.Advance(TimeSpan.FromSeconds(62));
        await StrikeAsync(2);
        Assert.Equal(AgentStatus.Active, await StatusAsync());
    }

    [Fact]
    public async Task Zero_suspends_nobody()
    {
        await StrikeAsync(100, new SuspensionOptions { HighCount = 0 });
        Assert.Equal(AgentStatus.Active, await StatusAsync());
    }

    [Fact]
    public async Task Reports_of_others_are_no_strikes()
    {
        await _world.Agents.GetOrRegisterAsync("bad", Ct);
        var desk = new IncidentDesk(_world.Services with { Suspension = ThreeInAMinute });
        for (var i = 0; i < 10; i++)
        {
            await desk.ReportAsync(GovernanceFixture.Key(Role.Agent, "rival"), new IncidentReport("other", "high", "x") { Agent = "bad" }, Ct);
        }

        Assert.Equal(0, await Incidents.StrikesAsync("bad", DateTimeOffset.MinValue, Ct));
        Assert.Equal(AgentStatus.Active, await StatusAsync());
    }

    [Fact]
    public async Task A_store_that_cannot_count_suspends_nobody_and_says_so()
    {
        var suspension = new AutoSuspension(_world.Services with { Suspension = ThreeInAMinute, Incidents = new Broken() });
        await suspension.ConsiderAsync(Make(0));
        Assert.Contains(_world.Faults, fault => fault.Contains("full", StringComparison.Ordinal));
    }

    private async Task StrikeAsync(int times, SuspensionOptions? options = null)
    {
        await _world.Agents.GetOrRegisterAsync("bad", Ct);
        var suspension = new AutoSuspension(_world.Services with { Suspension = options ?? ThreeInAMinute });
        for (var i = 0; i < times; i++)
        {
            await suspension.ConsiderAsync(await Incidents.RecordAsync(Make(i), TimeSpan.FromMinutes(10), strike: true, Ct));
        }
    }

    private Incident Make(int i) => new()
    {
        Id = $"inc_{i:x12}", Type = "unauthorized_access", Severity = IncidentSeverity.High, Description = "x", Agent = "bad", FirstAt = _world.Clock.GetUtcNow(), LastAt = _world.Clock.GetUtcNow(),
    };

    private async Task<AgentStatus> StatusAsync() => (await _world.Agents.FindAsync("bad", Ct))!.Status;

    private sealed class Broken : IIncidentStore
    {
        public ValueTask<Incident> RecordAsync(Incident incident, TimeSpan window, bool strike = false, CancellationToken ct = default) => throw new RegistryException("full");

        public ValueTask<long> StrikesAsync(string agent, DateTimeOffset since, CancellationToken ct = default) => throw new RegistryException("full");

        public ValueTask<Incident?> FindAsync(string id, CancellationToken ct = default) => throw new RegistryException("full");

        public ValueTask<Incident?> MoveAsync(string id, IncidentStatus to, string by, string? note, DateTimeOffset at, CancellationToken ct = default) => throw new RegistryException("full");

        public ValueTask<IReadOnlyList<Incident>> ListAsync(IncidentQuery query, CancellationToken ct = default) => throw new RegistryException("full");

        public ValueTask<IReadOnlyList<IncidentTally>> TallyAsync(DateTimeOffset? since, CancellationToken ct = default) => throw new RegistryException("full");
    }
}
