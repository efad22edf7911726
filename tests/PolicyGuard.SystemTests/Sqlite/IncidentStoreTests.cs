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
