using PolicyGuard.Flows;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.Text;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>The contract of <see cref="IIntentPathStore"/>, for both stores, and what several programs on one folder make of it.</summary>
public sealed class IntentPathStoreTests : IDisposable
{
    private const string Once = "name: p\ndescription: d\nexpected_workflow: w\nnever_after: { pay: [pay] }\n";
    private const string Order = "name: p\ndescription: d\nexpected_workflow: w\nnever_after: { deploy: [note] }\nafter: { deploy: [approve] }\n";

    private static readonly FlowKey Flow = new(FlowKeySource.McpSession, "s1");
    private readonly TempFolder _folder = new();
    private readonly ManualTime _clock = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Of_writers_that_read_one_version_one_succeeds(bool inMemory) => WithAsync(inMemory, async (store, other) =>
    {
        Assert.Equal((0L, ""), Shown(await store.ReadAsync(Flow)));
        for (var round = 0; round < 50; round++)
        {
            var read = await store.ReadAsync(Flow);
            var wrote = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(async () => await (i % 2 == 0 ? store : other).TryWriteAsync(Flow, read.Version, After(read.Path, $"t{round}_{i}")))));
            Assert.Single(wrote, static won => won);
            Assert.Equal($"t{round}_{Array.IndexOf(wrote, true)}", (await other.ReadAsync(Flow)).Path.Last!.Tool.Full);
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_version_never_comes_back_although_the_clock_stands_or_goes_back(bool inMemory) => WithAsync(inMemory, async (store, _) =>
    {
        var versions = new HashSet<long>();
        for (var i = 0; i < 20; i++)
        {
            var read = await store.ReadAsync(Flow);
            Assert.True(versions.Add(read.Version));
            Assert.True(await store.TryWriteAsync(Flow, read.Version, After(read.Path, $"t{i}")));
            _clock.Now = _clock.Now.AddSeconds(i % 3 - 1);
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Flows_are_kept_apart_by_the_source_of_their_key(bool inMemory) => WithAsync(inMemory, async (store, _) =>
    {
        await store.TryWriteAsync(Flow, 0, After(IntentPath.Empty, "a"));
        Assert.Equal("", Shown(await store.ReadAsync(new FlowKey(FlowKeySource.CallerWindow, "s1"))).Path);
        Assert.Equal("", Shown(await store.ReadAsync(new FlowKey(FlowKeySource.McpSession, "S1"))).Path);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Who_opens_many_flows_sheds_the_path_of_none_and_old_ones_make_room(bool inMemory) => WithAsync(inMemory, async (store, _) =>
    {
        await store.TryWriteAsync(Flow, 0, After(IntentPath.Empty, "get_secret"));
        await store.TryWriteAsync(Session(1), 0, After(IntentPath.Empty, "a"));
        await FillAsync(store, inMemory);
        RegistryException? full = null;
        for (var i = 1; i <= IntentPathBounds.Slack && full is null; i++)
        {
            full = await Record.ExceptionAsync(async () => await store.TryWriteAsync(Session(-i), 0, After(IntentPath.Empty, "a"))) as RegistryException;
        }

        Assert.True(full!.IsFull);
        await Assert.ThrowsAsync<RegistryException>(async () => await store.TryWriteAsync(Session(-1000), 0, After(IntentPath.Empty, "a")));
        Assert.Equal("get_secret", Shown(await store.ReadAsync(Flow)).Path);
        var known = await store.ReadAsync(Session(1));
        Assert.True(await store.TryWriteAsync(Session(1), known.Version, After(known.Path, "b")));

        _clock.Now += IntentPathBounds.Busy - TimeSpan.FromHours(1);
        var used = await store.ReadAsync(Flow);
        Assert.True(await store.TryWriteAsync(Flow, used.Version, used.Path));
        _clock.Now += TimeSpan.FromHours(2);
        Assert.True(await store.TryWriteAsync(Session(-1000), 0, After(IntentPath.Empty, "a")));
        Assert.Equal("get_secret", Shown(await store.ReadAsync(Flow)).Path);
    });

    // As if so many sessions had made a call each.
    private async Task FillAsync(IIntentPathStore store, bool inMemory)
    {
        if (inMemory)
        {
            for (var i = 2; i < IntentPathBounds.MostFlows; i++)
            {
                await store.TryWriteAsync(Session(i), 0, After(IntentPath.Empty, "a"));
            }

            return;
        }

        using var shell = Connection.Open(_folder.Database, readOnly: false);
        shell.RunOnce(
            $"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {IntentPathBounds.MostFlows - 1}) " +
            "INSERT INTO intent_paths (flow, version, written_at, path) SELECT 'mcp:x' || i, version, written_at, path FROM intent_paths, n WHERE flow = 'mcp:x1'");
    }

    [Fact]
    public async Task A_path_survives_the_program_and_after_a_week_unused_it_goes_when_another_flow_begins()
    {
        await using (var store = _folder.Open(_clock))
        {
            await store.IntentPaths.TryWriteAsync(Flow, 0, After(After(IntentPath.Empty, "a"), "b"));
        }

        await using var again = _folder.Open(_clock);
        Assert.Equal("b ← a", Shown(await again.IntentPaths.ReadAsync(Flow)).Path);
        _clock.Now += IntentPathBounds.Kept + TimeSpan.FromSeconds(1);
        await again.IntentPaths.TryWriteAsync(Session(1), 0, After(IntentPath.Empty, "a"));
        Assert.Equal("", Shown(await again.IntentPaths.ReadAsync(Flow)).Path);
    }

    [Fact]
    public async Task A_damaged_path_is_not_taken_for_an_empty_one()
    {
        await using (var store = _folder.Open(_clock))
        {
            await store.IntentPaths.TryWriteAsync(Flow, 0, After(IntentPath.Empty, "get_secret"));
        }

        using (var shell = Connection.Open(_folder.Database, readOnly: false))
        {
            shell.RunOnce("UPDATE intent_paths SET path = substr(path, 1, 11)");
        }

        await using var again = _folder.Open(_clock);
        await Assert.ThrowsAsync<RegistryException>(async () => await again.IntentPaths.ReadAsync(Flow));
    }

    [Fact]
    public async Task Of_programs_on_one_folder_that_call_what_may_run_once_one_runs_it()
    {
        await using (_folder.Open(_clock))
        {
        }

        var hosts = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => HostProcess.StartAsync("steps", _folder.Path, "s1", Once, "3", "pay", "other")));
        var lines = (await Task.WhenAll(hosts.Select(static host => host.RunAsync()))).SelectMany(static said => said).ToList();
        Array.ForEach(hosts, static host => host.Dispose());
        Assert.Single(lines, static line => line == "pay");
        Assert.Equal(450, lines.Count(static line => line == "other"));
    }

    [Fact]
    public async Task What_ran_in_a_program_that_was_killed_is_remembered_by_the_next()
    {
        await using (_folder.Open(_clock))
        {
        }

        var ran = new List<string>();
        using (var host = await HostProcess.StartAsync("steps", _folder.Path, "s1", Order, "2", "approve", "deploy", "note"))
        {
            await host.ListenAsync(line =>
            {
                ran.Add(line);
                if (line == "note")
                {
                    host.Kill();
                }
            });
        }

        // The last line may be cut off.
        ran.RemoveAll(static line => line is not ("approve" or "deploy" or "note"));
        Assert.Contains("note", ran);
        using var next = await HostProcess.StartAsync("steps", _folder.Path, "s1", Order, "1", "deploy");
        Assert.Empty(await next.RunAsync());
        await using var store = _folder.Open(_clock);
        var path = (await store.IntentPaths.ReadAsync(Flow)).Path;
        Assert.Subset(path.Steps.Select(static step => step.Tool.Full).ToHashSet(), ran.ToHashSet());
    }

    private async Task WithAsync(bool inMemory, Func<IIntentPathStore, IIntentPathStore, Task> test)
    {
        if (inMemory)
        {
            var memory = new MemoryIntentPaths(_clock);
            await test(memory, memory);
            return;
        }

        await using var store = _folder.Open(_clock);
        await using var other = _folder.Open(_clock);
        await test(store.IntentPaths, other.IntentPaths);
    }

    private static FlowKey Session(int number) => new(FlowKeySource.McpSession, $"x{number}");

    private static IntentPath After(IntentPath path, string tool) => path.After("up", CanonicalName.Of(tool))!;

    private static (long Version, string Path) Shown(StoredPath stored) => (stored.Version, stored.Path.ToString());
}
