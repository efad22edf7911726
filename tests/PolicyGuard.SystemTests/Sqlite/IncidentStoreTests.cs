using PolicyGuard.Registry;
using PolicyGuard.Sqlite;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>A flood is one incident that counts, and hides nothing else.</summary>
public sealed class IncidentStoreTests : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly TempFolder _folder = new();
    private readonly ManualTime _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_of_an_incident_comes_back()
    {
        await using var store = _folder.Open(_clock);
        var incident = Make("inc_1") with { CallId = "call_1", Evidence = """{"a":"ü"}""", Severity = IncidentSeverity.Critical };
        Assert.Equal(incident, await store.Incidents.RecordAsync(incident, Window));
        Assert.Equal(incident, await store.Incidents.FindAsync("inc_1"));
        Assert.Null(await store.Incidents.FindAsync("inc_2"));
    }

    [Fact]
    public async Task A_flood_from_several_processes_is_one_incident_with_its_count()
    {
        await using var store = _folder.Open(_clock);
        await using var other = _folder.Open(_clock);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () => await (i % 2 == 0 ? store : other).Incidents.RecordAsync(Make($"inc_{i}"), Window))));
        Assert.Equal(200, Assert.Single(await store.Incidents.ListAsync(new IncidentQuery())).Count);
    }

    [Fact]
    public async Task A_repeat_moves_the_end_keeps_the_first_description_and_only_raises_the_severity()
    {
        await using var store = _folder.Open(_clock);
        await store.Incidents.RecordAsync(Make("inc_1"), Window);
        _clock.Now = _clock.Now.AddMinutes(4);
        var raised = await store.Incidents.RecordAsync(Make("inc_2") with { Severity = IncidentSeverity.High, Description = "later" }, Window);
        Assert.Equal(("inc_1", IncidentSeverity.High, "what", _clock.Now, 2L), (raised.Id, raised.Severity, raised.Description, raised.LastAt, raised.Count));
        var lower = await store.Incidents.RecordAsync(Make("inc_3") with { Severity = IncidentSeverity.Low, LastAt = _clock.Now.AddMinutes(-1) }, Window);
        Assert.Equal((IncidentSeverity.High, _clock.Now, 3L), (lower.Severity, lower.LastAt, lower.Count));
        Assert.Equal(lower, await store.Incidents.FindAsync("inc_1"));
    }

    [Fact]
    public async Task What_differs_in_agent_rule_or_target_or_comes_later_or_after_the_end_is_another_incident()
    {
        await using var store = _folder.Open(_clock);
        await store.Incidents.RecordAsync(Make("inc_1"), Window);
        Assert.Equal("inc_2", (await store.Incidents.RecordAsync(Make("inc_2") with { Agent = "b" }, Window)).Id);
        Assert.Equal("inc_3", (await store.Incidents.RecordAsync(Make("inc_3") with { Agent = null }, Window)).Id);
        Assert.Equal("inc_4", (await store.Incidents.RecordAsync(Make("inc_4") with { Target = "u" }, Window)).Id);
        Assert.Equal("inc_5", (await store.Incidents.RecordAsync(Make("inc_5") with { Rule = "s" }, Window)).Id);
        Assert.Equal("inc_3", (await store.Incidents.RecordAsync(Make("inc_6") with { Agent = null }, Window)).Id);
        Assert.Equal("inc_7", (await store.Incidents.RecordAsync(Make("inc_7") with { LastAt = _clock.Now.AddMinutes(6) }, Window)).Id);
        Assert.NotNull(await MoveAsync(store, "inc_2", IncidentStatus.Resolved, "done"));
        Assert.Equal("inc_8", (await store.Incidents.RecordAsync(Make("inc_8") with { Agent = "b" }, Window)).Id);
    }

    [Fact]
    public async Task Reports_without_a_rule_are_never_merged_into_each_other()
    {
        await using var store = _folder.Open(_clock);
        await store.Incidents.RecordAsync(Make("inc_1") with { Rule = null, Description = "one" }, Window);
        Assert.Equal("two", (await store.Incidents.RecordAsync(Make("inc_2") with { Rule = null, Description = "two" }, Window)).Description);
    }

    [Fact]
    public async Task Status_and_filters()
    {
        await using var store = _folder.Open(_clock);
        for (var i = 0; i < 4; i++)
        {
            await store.Incidents.RecordAsync(Make($"inc_{i}") with { Rule = $"r{i}", Agent = $"a{i % 2}", LastAt = _clock.Now.AddSeconds(i) }, Window);
        }

        Assert.NotNull(await MoveAsync(store, "inc_1", IncidentStatus.Acknowledged, null));
        Assert.NotNull(await MoveAsync(store, "inc_3", IncidentStatus.Resolved, "note"));
        Assert.Null(await MoveAsync(store, "inc_9", IncidentStatus.Resolved, "note"));
        Assert.Null(await MoveAsync(store, "inc_3", IncidentStatus.Acknowledged, "back"));
        Assert.Null(await MoveAsync(store, "inc_3", IncidentStatus.Resolved, "again"));
        Assert.Equal("note", (await store.Incidents.FindAsync("inc_3"))!.Resolution);
        Assert.Equal(["inc_3", "inc_2", "inc_1", "inc_0"], (await store.Incidents.ListAsync(new IncidentQuery())).Select(i => i.Id));
        Assert.Equal(["inc_2", "inc_0"], (await store.Incidents.ListAsync(new IncidentQuery { Status = IncidentStatus.Open })).Select(i => i.Id));
        Assert.Equal(["inc_3"], (await store.Incidents.ListAsync(new IncidentQuery { Agent = "a1", Limit = 1 })).Select(i => i.Id));
        Assert.Equal(["inc_1"], (await store.Incidents.ListAsync(new IncidentQuery { Status = IncidentStatus.Acknowledged, Agent = "a1" })).Select(i => i.Id));
    }

    [Fact]
    public async Task Who_invents_targets_fills_one_incident_after_a_hundred()
    {
        await using var store = _folder.Open(_clock);
        for (var i = 0; i < 250; i++)
        {
            await store.Incidents.RecordAsync(Make($"inc_{i}") with { Target = $"t{i}" }, Window);
        }

        var all = await store.Incidents.ListAsync(new IncidentQuery { Limit = 1000 });
        Assert.Equal(IncidentBounds.Targets + 1, all.Count);
        var crowd = Assert.Single(all, static i => i.Target is null);
        Assert.Equal((250L - IncidentBounds.Targets, true), (crowd.Count, crowd.Description.StartsWith("various targets", StringComparison.Ordinal)));

        // What is not crowded is still told apart.
        Assert.Equal("t", (await store.Incidents.RecordAsync(Make("inc_other") with { Rule = "s" }, Window)).Target);
        Assert.Equal("t", (await store.Incidents.RecordAsync(Make("inc_else") with { Agent = "b" }, Window)).Target);
        Assert.Equal(2, (await store.Incidents.RecordAsync(Make("inc_again") with { Target = "t0" }, Window)).Count);
    }

    [Fact]
    public async Task Strikes_are_counted_across_processes_and_forgiven_by_reinstatement_only()
    {
        await using var store = _folder.Open(_clock);
        await using var other = _folder.Open(_clock);
        var agent = await store.Agents.GetOrRegisterAsync("a");
        await store.Incidents.RecordAsync(Make("inc_1"), Window, strike: true);
        await other.Incidents.RecordAsync(Make("inc_2"), Window, strike: true);
        await other.Incidents.RecordAsync(Make("inc_3"), Window);
        Assert.Equal(2, await store.Incidents.StrikesAsync("a", _clock.Now.AddMinutes(-1)));
        Assert.Equal(0, await store.Incidents.StrikesAsync("a", _clock.Now.AddSeconds(1)));
        Assert.Equal(0, await store.Incidents.StrikesAsync("b", _clock.Now.AddMinutes(-1)));

        agent = await store.Agents.PutAsync(agent with { Status = AgentStatus.Suspended });
        Assert.Equal(2, await store.Incidents.StrikesAsync("a", _clock.Now.AddMinutes(-1)));
        await other.Agents.PutAsync(agent with { Status = AgentStatus.Active });
        Assert.Equal(0, await store.Incidents.StrikesAsync("a", _clock.Now.AddMinutes(-1)));
        await store.Incidents.RecordAsync(Make("inc_4"), Window, strike: true);
        Assert.Equal(1, await other.Incidents.StrikesAsync("a", _clock.Now.AddMinutes(-1)));
    }

    [Fact]
    public async Task Four_processes_lose_none_of_their_reports_and_suspend_once()
    {
        await using (var store = _folder.Open())
        {
            await store.Agents.GetOrRegisterAsync("shared");
        }

        var hosts = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => HostProcess.StartAsync("report", _folder.Path, $"p{i}", "40", "100")));
        try
        {
            var said = (await Task.WhenAll(hosts.Select(static host => host.RunAsync()))).SelectMany(static lines => lines).ToList();
            await using var store = _folder.Open();
            var reports = await store.Incidents.ListAsync(new IncidentQuery { Limit = 1000 });
            Assert.Equal(160, reports.Count(static i => i.ReportedBy is not null));
            Assert.Equal(reports.Where(static i => i.ReportedBy is not null).Select(static i => i.Id).Order(), said.Order());
            Assert.Equal(160, Assert.Single(reports, static i => i.Rule == "r").Count);
            var agent = (await store.Agents.FindAsync("shared"))!;
            Assert.Equal((AgentStatus.Suspended, "policyguard", 2L), (agent.Status, agent.UpdatedBy, agent.Version));
        }
        finally
        {
            Array.ForEach(hosts, static host => host.Dispose());
        }
    }

    [Fact]
    public async Task Tallies_and_filters_by_severity_and_time()
    {
        await using var store = _folder.Open(_clock);
        for (var i = 0; i < 6; i++)
        {
            await store.Incidents.RecordAsync(Make($"inc_{i}") with { Rule = null, Severity = (IncidentSeverity)(i % 4), LastAt = _clock.Now.AddHours(-i) }, Window);
        }

        await MoveAsync(store, "inc_0", IncidentStatus.Resolved, "done");
        Assert.Equal(5, (await store.Incidents.TallyAsync(null)).Sum(static t => t.Count));
        Assert.Equal(3, (await store.Incidents.TallyAsync(_clock.Now.AddHours(-2))).Sum(static t => t.Count));
        Assert.Contains(new IncidentTally(IncidentSeverity.Low, IncidentStatus.Resolved, 1), await store.Incidents.TallyAsync(_clock.Now.AddHours(-2)));
        Assert.Equal(["inc_2", "inc_3"], (await store.Incidents.ListAsync(new IncidentQuery { AtLeast = IncidentSeverity.High })).Select(static i => i.Id));
        Assert.Equal(["inc_0", "inc_1"], (await store.Incidents.ListAsync(new IncidentQuery { Since = _clock.Now.AddHours(-1) })).Select(static i => i.Id));
    }

    [Fact]
    public async Task Incidents_survive_a_restart()
    {
        await using (var store = _folder.Open(_clock))
        {
            await store.Incidents.RecordAsync(Make("inc_1") with { ReportedBy = "cli:root", RecommendedAction = "look" }, Window);
            await MoveAsync(store, "inc_1", IncidentStatus.Acknowledged, "mine");
        }

        await using var again = _folder.Open(_clock);
        var incident = (await again.Incidents.FindAsync("inc_1"))!;
        Assert.Equal(("cli:root", "look", "mine", "cli:root", _clock.Now), (incident.ReportedBy, incident.RecommendedAction, incident.Resolution, incident.ChangedBy, incident.ChangedAt));
    }

    [Fact]
    public async Task A_damaged_store_refuses_loudly_and_forgets_nothing_quietly()
    {
        await using (var store = _folder.Open(_clock))
        {
            await store.Incidents.RecordAsync(Make("inc_1"), Window);
        }

        Tool.Need("sqlite3", "--version");
        Tool.Run("sqlite3", _folder.Database, "DROP TABLE incidents");
        await using var damaged = _folder.Open(_clock);
        await Assert.ThrowsAsync<RegistryException>(async () => await damaged.Incidents.ListAsync(new IncidentQuery()));
        await Assert.ThrowsAsync<RegistryException>(async () => await damaged.Incidents.RecordAsync(Make("inc_2"), Window));
    }

    private ValueTask<Incident?> MoveAsync(SqliteStore store, string id, IncidentStatus to, string? note) => store.Incidents.MoveAsync(id, to, "cli:root", note, _clock.Now);

    private Incident Make(string id) => new()
    {
        Id = id,
        Type = "policy_violation",
        Severity = IncidentSeverity.Medium,
        Description = "what",
        Agent = "a",
        Target = "t",
        Rule = "r",
        FirstAt = _clock.Now,
        LastAt = _clock.Now,
    };
}
