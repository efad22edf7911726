using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.SystemTests.Contract;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>What cannot be stored is refused, aloud; nothing of it is stored; and it works again once the cause is gone.</summary>
public sealed class LedgerFailureTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [Keeps("the call MUST throw LedgerException")]
    [Keeps("A store that failed MUST accept appends again")]
    [InlineData(Durability.Normal)]
    [InlineData(Durability.Full)]
    public async Task A_full_disk_refuses_appends_and_works_again_when_space_returns(Durability durability)
    {
        using var disk = TempDisk.Mount(kibibytes: 4096);
        await using var store = SqliteStore.Open(disk.Path, TimeProvider.System);
        Assert.Equal(0, await store.Ledger.AppendAsync(Entries.Make("before"), durability));
        using (disk.Fill())
        {
            for (var i = 0; i < 3; i++)
            {
                var e = await Assert.ThrowsAsync<LedgerException>(async () => await store.Ledger.AppendAsync(Entries.Make("lost", padding: 20_000), durability));
                Assert.Contains(store.Path, e.Message);
                Assert.Contains("full", e.Message);
                Assert.Contains(store.Path, store.Ledger.Fault);
            }

            await Assert.ThrowsAsync<RegistryException>(async () => await store.Agents.GetOrRegisterAsync("new"));
        }

        Assert.Equal(1, await store.Ledger.AppendAsync(Entries.Make("after"), durability));
        Assert.Null(store.Ledger.Fault);
        Assert.Equal(["before", "after"], (await Entries.AllAsync(store.Ledger)).Select(Entries.Id));
        Assert.Equal("new", (await store.Agents.GetOrRegisterAsync("new")).Id);
    }

    [Fact]
    public async Task A_fault_ends_by_itself_once_its_cause_is_gone_so_that_a_health_check_is_not_stuck()
    {
        using var disk = TempDisk.Mount(kibibytes: 4096);
        await using var store = SqliteStore.Open(disk.Path, TimeProvider.System);
        using (disk.Fill())
        {
            await Assert.ThrowsAsync<LedgerException>(async () => await store.Ledger.AppendAsync(Entries.Make("lost", padding: 20_000), Durability.Normal));
            Assert.NotNull(store.Ledger.Fault);
        }

        await UntilAsync(() => store.Ledger.Fault is null);
    }

    [Fact]
    [Keeps("the store MUST hold nothing of it")]
    public async Task Of_a_crowd_on_a_full_disk_exactly_the_acknowledged_are_stored()
    {
        using var disk = TempDisk.Mount(kibibytes: 6144);
        await using var store = SqliteStore.Open(disk.Path, TimeProvider.System);
        var said = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(async () =>
        {
            try
            {
                return (Index: await store.Ledger.AppendAsync(Entries.Make($"{i}", padding: 20_000), i % 2 == 0 ? Durability.Full : Durability.Normal), Id: $"{i}");
            }
            catch (LedgerException)
            {
                return (Index: -1L, Id: "");
            }
        })));
        Assert.Contains(said, one => one.Index < 0);
        Assert.Equal(
            said.Where(one => one.Index >= 0).OrderBy(one => one.Index),
            (await Entries.AllAsync(store.Ledger)).Select(entry => (entry.Index, Entries.Id(entry))));
    }

    [Fact]
    public async Task A_deleted_database_is_not_silently_begun_anew_and_is_taken_up_again_when_it_is_back()
    {
        await using var store = _folder.Open();
        await store.Ledger.AppendAsync(Entries.Make("a"), Durability.Full);
        File.Move(_folder.Database, _folder.Database + ".away");
        for (var i = 0; i < 3; i++)
        {
            var e = await Assert.ThrowsAsync<LedgerException>(async () => await store.Ledger.AppendAsync(Entries.Make("lost"), Durability.Normal));
            Assert.Contains(_folder.Database, e.Message);
            Assert.Contains("Put the file back", e.Message);
            Assert.False(File.Exists(_folder.Database));
        }

        File.Move(_folder.Database + ".away", _folder.Database);
        Assert.Equal(1, await store.Ledger.AppendAsync(Entries.Make("b"), Durability.Full));
        Assert.Equal(["a", "b"], (await Entries.AllAsync(store.Ledger)).Select(Entries.Id));
        Assert.Null(store.Ledger.Fault);
    }

    [Fact]
    public async Task A_file_that_another_takes_the_place_of_gets_no_entries_that_were_meant_for_it()
    {
        await using var store = _folder.Open();
        await store.Ledger.AppendAsync(Entries.Make("a"), Durability.Full);
        File.Move(_folder.Database, _folder.Database + ".away");
        File.WriteAllText(_folder.Database, new string('!', 5000));
        for (var i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<LedgerException>(async () => await store.Ledger.AppendAsync(Entries.Make("lost"), Durability.Normal));
        }

        Assert.Equal(new string('!', 5000), File.ReadAllText(_folder.Database));
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_refuses_appends_until_it_can()
    {
        await using var store = _folder.Open();
        await store.Ledger.AppendAsync(Entries.Make("a"), Durability.Full);
        Tool.Need("chattr", "+i", _folder.Database + "-wal");
        try
        {
            var e = await Assert.ThrowsAsync<LedgerException>(async () => await store.Ledger.AppendAsync(Entries.Make("lost"), Durability.Normal));
            Assert.Contains(_folder.Database, e.Message);
            Assert.NotNull(store.Ledger.Fault);
        }
        finally
        {
            _ = Tool.Run("chattr", "-i", _folder.Database + "-wal");
        }

        Assert.Equal(1, await store.Ledger.AppendAsync(Entries.Make("b"), Durability.Full));
        Assert.Equal(["a", "b"], (await Entries.AllAsync(store.Ledger)).Select(Entries.Id));
    }

    [Fact]
    public async Task Somebody_who_never_lets_go_of_the_lock_costs_seconds_not_for_ever_and_is_named()
    {
        await using var store = _folder.Open();
        using (var other = Connection.Open(_folder.Database, readOnly: false))
        {
            other.RunOnce("BEGIN IMMEDIATE");
            var appends = Enumerable.Range(0, 20).Select(i => store.Ledger.AppendAsync(Entries.Make($"{i}"), Durability.Normal).AsTask()).ToList();
            foreach (var append in appends)
            {
                Assert.Contains("another process held the database locked", (await Assert.ThrowsAsync<LedgerException>(() => append)).Message);
            }

            other.RunOnce("ROLLBACK");
        }

        Assert.Equal(0, await store.Ledger.AppendAsync(Entries.Make("after"), Durability.Normal));
    }

    [Fact]
    [Keeps("only an entry whose sync failed MAY remain")]
    public async Task A_sync_that_fails_refuses_who_waits_for_it_and_all_that_is_acknowledged_later_is_on_the_disk()
    {
        Tool.Need("strace", "-o", "/dev/null", "-e", "inject=fdatasync:error=EIO:when=1", "true");
        var log = Path.Combine(_folder.Path, "trace");
        List<string> said;
        using (var host = await HostProcess.StartCommandAsync(
            ["strace", "-f", "-o", log, "-P", _folder.Database + "-wal", "-e", "inject=fdatasync:error=EIO:when=6", .. HostProcess.Command("append", _folder.Path, "n", "20", nameof(Durability.Full))]))
        {
            said = await host.RunAsync();
        }

        Assert.Equal(20, said.Count);
        var failed = Assert.Single(said, line => line.StartsWith("failed", StringComparison.Ordinal));
        Assert.Contains(_folder.Database, failed);
        await using var store = _folder.Open();
        var stored = (await Entries.AllAsync(store.Ledger)).Select(Entries.Id).ToList();
        Assert.All(said.Where(line => line != failed), line => Assert.Equal(line.Split(' ')[1], stored[(int)HostProcess.Index(line)]));
    }

    [Fact]
    public async Task An_entry_that_SQLite_cannot_hold_fails_alone()
    {
        await using var store = _folder.Open();
        var tooBig = Entries.Make("big") with { Json = new byte[1_000_000_001] };
        var append = store.Ledger.AppendAsync(tooBig, Durability.Normal);
        var next = store.Ledger.AppendAsync(Entries.Make("next"), Durability.Normal);
        await Assert.ThrowsAsync<LedgerException>(async () => await append);
        Assert.Equal(0, await next);
        Assert.Null(store.Ledger.Fault);
    }

    [Fact]
    public async Task After_closing_nothing_is_accepted_any_more()
    {
        var store = _folder.Open();
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.Ledger.AppendAsync(Entries.Make("late"), Durability.Normal));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.Agents.GetOrRegisterAsync("late"));
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Closing_stores_what_is_under_way()
    {
        var store = _folder.Open();
        var appends = Enumerable.Range(0, 500).Select(i => store.Ledger.AppendAsync(Entries.Make($"{i}"), Durability.Full).AsTask()).ToList();
        await store.DisposeAsync();
        Assert.Equal(Enumerable.Range(0, 500).Select(i => (long)i), await Task.WhenAll(appends));
        await using var again = _folder.Open();
        Assert.Equal(500, (await Entries.AllAsync(again.Ledger)).Count);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 200 && !condition(); i++)
        {
            await Task.Delay(100);
        }

        Assert.True(condition());
    }
}
