using PolicyGuard.Calls;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.Sqlite.Schema;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>Agents: one record each, and nobody decides by an old one.</summary>
public sealed class AgentStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_of_an_agent_comes_back_as_it_was_put()
    {
        await using var store = _folder.Open(_clock);
        var put = await store.Agents.PutAsync(new Agent
        {
            Id = "Agent \"ü\" 🙂\n",
            Name = "N",
            Description = "D",
            Trust = TrustLevel.High,
            AllowedTools = ["read_*", "a\"b", "ü"],
            DeniedTools = ["*"],
            Status = AgentStatus.Suspended,
            SuspensionReason = "R",
            SuspendedAt = _clock.Now.AddTicks(3),
            Metadata = """{"a":1}""",
        });
        Assert.Equal(1, put.Version);
        Assert.Equal(_clock.Now, put.RegisteredAt);
        await using var other = _folder.Open(_clock);
        Equal(put, await other.Agents.GetOrRegisterAsync(put.Id));
        Equal(put, Assert.Single(await other.Agents.ListAsync()));
    }

    [Fact]
    public async Task An_unknown_agent_is_registered_with_the_lowest_trust_and_marked()
    {
        await using var store = _folder.Open(_clock);
        Assert.Null(await store.Agents.FindAsync("a"));
        var agent = await store.Agents.GetOrRegisterAsync("a");
        Assert.Equal((TrustLevel.Low, true, AgentStatus.Active, 1L), (agent.Trust, agent.AutoRegistered, agent.Status, agent.Version));
        Equal(agent, (await store.Agents.FindAsync("a"))!);
    }

    [Fact]
    public async Task Whoever_makes_up_ids_does_not_fill_the_store()
    {
        await using var store = _folder.Open(_clock);
        var first = await store.Agents.GetOrRegisterAsync("first");
        using (var shell = Connection.Open(_folder.Database, readOnly: false))
        {
            const string Others = "description, trust, allowed_tools, denied_tools, status, suspension_reason, suspended_at, auto_registered, metadata, registered_at, updated_at, updated_by, version";
            shell.RunOnce(
                $"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {AgentIds.MostSeen}) " +
                $"INSERT INTO agents (id, name, {Others}) SELECT 'made-up-' || i, name, {Others} FROM agents, n WHERE id = 'first'");
        }

        Assert.True((await Assert.ThrowsAsync<RegistryException>(async () => await store.Agents.GetOrRegisterAsync("one-more"))).IsFull);
        Assert.Null(await store.Agents.FindAsync("one-more"));
        Equal(first, await store.Agents.GetOrRegisterAsync("first"));

        // A person still registers whom they know, and that makes room for nobody else.
        await store.Agents.PutAsync(new Agent { Id = "one-more" });
        Assert.Equal("one-more", (await store.Agents.GetOrRegisterAsync("one-more")).Id);
        await Assert.ThrowsAsync<RegistryException>(async () => await store.Agents.GetOrRegisterAsync("another"));
    }

    [Fact]
    public async Task Racing_registrations_get_one_record()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => _folder.Open()).ToList();
        for (var round = 0; round < 20; round++)
        {
            var agents = await Task.WhenAll(stores.SelectMany(store => Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await store.Agents.GetOrRegisterAsync($"a{round}")))));
            Assert.Single(agents.Select(agent => (agent.Version, agent.RegisteredAt)).Distinct());
        }

        Assert.Equal(20, (await stores[0].Agents.ListAsync()).Count);
        await Task.WhenAll(stores.Select(store => store.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Racing_processes_get_one_record()
    {
        var hosts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => HostProcess.StartAsync("register", _folder.Path, "a")));
        var said = await Task.WhenAll(hosts.Select(host => host.RunAsync()));
        Array.ForEach(hosts, host => host.Dispose());
        Assert.Single(said.Select(Assert.Single).Distinct());
    }

    [Fact]
    public async Task A_suspension_by_another_process_is_seen_by_the_very_next_look_up()
    {
        await using var here = _folder.Open();
        await using var there = _folder.Open();
        var agent = await here.Agents.GetOrRegisterAsync("a");
        for (var i = 0; i < 200; i++)
        {
            var status = i % 2 == 0 ? AgentStatus.Suspended : AgentStatus.Active;
            agent = await there.Agents.PutAsync(agent with { Status = status });
            Assert.Equal(status, (await here.Agents.GetOrRegisterAsync("a")).Status);
            Assert.Equal(status, (await here.Agents.FindAsync("a"))!.Status);
        }
    }

    [Fact]
    public async Task A_change_made_by_hand_is_seen_too()
    {
        await using var store = _folder.Open();
        await store.Agents.GetOrRegisterAsync("a");
        using (var shell = Connection.Open(_folder.Database, readOnly: false))
        {
            shell.RunOnce("UPDATE agents SET status = 1");
            Assert.Equal(AgentStatus.Suspended, (await store.Agents.GetOrRegisterAsync("a")).Status);
            shell.RunOnce("DELETE FROM agents");
            Assert.Null(await store.Agents.FindAsync("a"));
        }
    }

    [Fact]
    public async Task A_look_up_that_races_with_a_change_never_keeps_the_old_record()
    {
        await using var store = _folder.Open();
        await using var other = _folder.Open();
        var agent = await store.Agents.GetOrRegisterAsync("a");
        using var stop = new CancellationTokenSource();
        var looking = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await store.Agents.GetOrRegisterAsync("a");
                await store.Ledger.AppendAsync(Entries.Make("x"), Durability.Normal);
            }
        })));
        for (var i = 0; i < 100; i++)
        {
            agent = await other.Agents.PutAsync(agent with { Name = $"{i}" });
            Assert.Equal($"{i}", (await store.Agents.GetOrRegisterAsync("a")).Name);
        }

        stop.Cancel();
        await looking;
    }

    [Fact]
    public async Task A_change_made_from_an_old_version_is_refused_and_changes_nothing()
    {
        await using var store = _folder.Open(_clock);
        await using var other = _folder.Open(_clock);
        var old = await store.Agents.GetOrRegisterAsync("a");
        await other.Agents.PutAsync(old with { Status = AgentStatus.Suspended });
        var e = await Assert.ThrowsAsync<RegistryException>(async () => await store.Agents.PutAsync(old with { Name = "stale" }));
        Assert.Contains("'a'", e.Message);
        await Assert.ThrowsAsync<RegistryException>(async () => await store.Agents.PutAsync(new Agent { Id = "a" }));
        var now = await store.Agents.GetOrRegisterAsync("a");
        Assert.Equal((AgentStatus.Suspended, "", 2L), (now.Status, now.Name, now.Version));
        Assert.Null(store.Ledger.Fault);
    }

    [Fact]
    public async Task Of_racing_changes_from_one_version_exactly_one_wins()
    {
        await using var store = _folder.Open();
        await using var other = _folder.Open();
        var agent = await store.Agents.GetOrRegisterAsync("a");
        var won = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            try
            {
                return (await (i % 2 == 0 ? store : other).Agents.PutAsync(agent with { Name = $"{i}" })).Name;
            }
            catch (RegistryException)
            {
                return null;
            }
        })));
        Assert.Equal(Assert.Single(won, name => name is not null), (await store.Agents.GetOrRegisterAsync("a")).Name);
    }

    [Fact]
    public async Task An_id_that_would_not_come_back_the_same_is_refused()
    {
        await using var store = _folder.Open();
        foreach (var id in new[] { "", "\ud800", "a\udc00b", "\udc00\ud800" })
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await store.Agents.GetOrRegisterAsync(id));
            await Assert.ThrowsAsync<ArgumentException>(async () => await store.Agents.PutAsync(new Agent { Id = id }));
        }
    }

    [Fact]
    public async Task Ids_are_told_apart_exactly()
    {
        await using var store = _folder.Open();
        string[] ids = ["a", "a ", "a\0", "a\0b", "a-b", "a_b", "a b", "\ufffd", "\u0308", new('x', 256)];
        foreach (var id in ids)
        {
            Assert.Equal(id, (await store.Agents.GetOrRegisterAsync(id)).Id);
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), (await store.Agents.ListAsync()).Select(agent => agent.Id).Order(StringComparer.Ordinal));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.Agents.GetOrRegisterAsync(new string('x', 257)));
    }

    [Theory]
    [InlineData("Bot-7", "bot-7")]
    [InlineData("bot-7", "ｂｏｔ－７")]
    [InlineData("bot-7", "bót-7")]
    [InlineData("bot-7", "bot\u20107")]
    [InlineData("cope", "соре")]
    [InlineData("соре", "cope")]
    [InlineData("αγ", "ΑΓ")]
    public async Task An_id_that_looks_like_a_registered_one_is_refused_and_named(string first, string second)
    {
        await using var store = _folder.Open();
        await store.Agents.GetOrRegisterAsync(first);
        var refused = await Assert.ThrowsAsync<RegistryException>(async () => await store.Agents.GetOrRegisterAsync(second));
        Assert.Equal(first, refused.LooksLike);
        Assert.Equal(first, Assert.Single(await store.Agents.ListAsync()).Id);
    }

    [Fact]
    public async Task Of_racing_look_alikes_in_several_processes_one_is_registered()
    {
        SqliteStore[] stores = [.. Enumerable.Range(0, 4).Select(_ => _folder.Open())];
        string[] looks = ["local", "Local", "LOCAL", "lócal", "ｌocal", "lOcal"];
        var all = await Task.WhenAll(Enumerable.Range(0, 96).Select(i => Task.Run(async () =>
        {
            try
            {
                return (await stores[i % 4].Agents.GetOrRegisterAsync(looks[i % looks.Length])).Id;
            }
            catch (RegistryException e) when (e.LooksLike is { } other)
            {
                return other;
            }
        })));
        Assert.Single(all.Distinct());
        Assert.Equal(all[0], Assert.Single(await stores[0].Agents.ListAsync()).Id);
        await Task.WhenAll(stores.Select(store => store.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Whoever_calls_first_keeps_no_id_from_who_is_registered_by_hand()
    {
        await using var store = _folder.Open(_clock);
        await store.Agents.GetOrRegisterAsync("BOT");
        await store.Agents.PutAsync(new Agent { Id = "bot", UpdatedBy = "eve" });
        Assert.Equal("bot", (await store.Agents.GetOrRegisterAsync("bot")).Id);

        var displaced = await store.Agents.GetOrRegisterAsync("BOT");
        Assert.Equal((AgentStatus.Suspended, "eve"), (displaced.Status, displaced.UpdatedBy));
        Assert.Contains("'bot'", displaced.SuspensionReason, StringComparison.Ordinal);

        var refused = await Assert.ThrowsAsync<RegistryException>(async () => await store.Agents.PutAsync(new Agent { Id = "Bot" }));
        Assert.Equal("bot", refused.LooksLike);
        Assert.Null(await store.Agents.FindAsync("Bot"));
    }

    [Fact]
    public async Task Agents_of_an_older_store_keep_their_looks()
    {
        await File.WriteAllBytesAsync(_folder.Database, [], TestContext.Current.CancellationToken);
        using (var connection = Connection.Open(_folder.Database, readOnly: false))
        {
            foreach (var sql in Migration.All.Where(static step => step.Version <= 4).SelectMany(static step => step.Statements))
            {
                connection.RunOnce(sql);
            }

            connection.RunOnce("PRAGMA application_id = 0x50477264");
            connection.RunOnce("PRAGMA user_version = 4");
            connection.RunOnce(
                """
                INSERT INTO agents (id, name, description, trust, allowed_tools, denied_tools, status, auto_registered, metadata, registered_at, updated_at, version)
                VALUES ('first', 'first', '', 1, '["*"]', '[]', 0, 1, '{}', 0, 0, 1)
                """);
        }

        await using var migrated = _folder.Open(_clock);
        Assert.Equal("first", (await migrated.Agents.GetOrRegisterAsync("first")).Id);
        Assert.Equal("first", (await Assert.ThrowsAsync<RegistryException>(async () => await migrated.Agents.GetOrRegisterAsync("First"))).LooksLike);
    }

    [Theory]
    [InlineData("UPDATE agents SET status = 7")]
    [InlineData("UPDATE agents SET trust = 0")]
    [InlineData("UPDATE agents SET denied_tools = 'everything'")]
    [InlineData("UPDATE agents SET denied_tools = '{}'")]
    [InlineData("UPDATE agents SET denied_tools = '[null]'")]
    public async Task A_record_that_makes_no_sense_is_refused_rather_than_read_generously(string sql)
    {
        await using var store = _folder.Open();
        await store.Agents.GetOrRegisterAsync("a");
        using (var shell = Connection.Open(_folder.Database, readOnly: false))
        {
            shell.RunOnce(sql);
        }

        await Assert.ThrowsAsync<RegistryException>(async () => await store.Agents.GetOrRegisterAsync("a"));
    }

    [Fact]
    public async Task Every_version_of_a_record_is_kept_in_the_change_that_replaces_it()
    {
        await using var store = _folder.Open(_clock);
        var first = await store.Agents.GetOrRegisterAsync("a");
        Assert.Equal("gate", Assert.Single(await store.Agents.HistoryAsync("a", 10)).UpdatedBy);
        var second = await store.Agents.PutAsync(first with { Trust = TrustLevel.High, DeniedTools = ["x"], UpdatedBy = "cli:root", UpdateNote = "n" });
        var third = await store.Agents.PutAsync(second with { Status = AgentStatus.Suspended, UpdatedBy = "key:1", UpdateNote = null });
        await store.Agents.PutAsync(new Agent { Id = "b" });

        await using var other = _folder.Open(_clock);
        var history = await other.Agents.HistoryAsync("a", 10);
        Assert.Equal(3, history.Count);
        Equal(third, history[0]);
        Equal(second, history[1]);
        Equal(first, history[2]);
        Equal(second, (await other.Agents.HistoryAsync("a", 2))[1]);
        Equal(third, Assert.Single(await other.Agents.HistoryAsync("a", 1)));
        Assert.Empty(await other.Agents.HistoryAsync("ghost", 10));
        using var shell = Connection.Open(_folder.Database, readOnly: false);
        Assert.ThrowsAny<Exception>(() => shell.RunOnce("DELETE FROM agent_versions"));
        Assert.ThrowsAny<Exception>(() => shell.RunOnce("UPDATE agent_versions SET trust = 1"));
    }

    [Fact]
    public async Task A_change_that_was_refused_leaves_no_version()
    {
        await using var store = _folder.Open();
        var old = await store.Agents.GetOrRegisterAsync("a");
        await store.Agents.PutAsync(old with { Name = "1" });
        Assert.True((await Assert.ThrowsAsync<RegistryException>(async () => await store.Agents.PutAsync(old with { Name = "2" }))).IsConflict);
        Assert.Equal(2, (await store.Agents.HistoryAsync("a", 10)).Count);
    }

    private static void Equal(Agent expected, Agent actual)
    {
        Assert.Equal(expected.AllowedTools, actual.AllowedTools);
        Assert.Equal(expected.DeniedTools, actual.DeniedTools);
        Assert.Equal(expected with { AllowedTools = [], DeniedTools = [] }, actual with { AllowedTools = [], DeniedTools = [] });
    }
}
