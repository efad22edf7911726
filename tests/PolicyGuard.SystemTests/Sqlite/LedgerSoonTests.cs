using System.Collections.Concurrent;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.Sqlite.Writing;
using PolicyGuard.SystemTests.Contract;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>Entries that nobody waits for are stored all the same, in order, and nothing after them without them.</summary>
public sealed class LedgerSoonTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<LedgerException> _lost = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Keeps("Who reads through the same store MUST find it")]
    public async Task Who_reads_through_the_same_store_finds_what_was_only_just_taken()
    {
        await using var store = _folder.Open();
        for (var i = 0; i < 200; i++)
        {
            Assert.True(store.Ledger.TryAppendSoon(Entries.Make($"{i}"), _lost.Enqueue));
            Assert.Equal($"{i}", Entries.Id(await store.Ledger.ReadAsync(new LedgerQuery { Limit = 1 }).FirstAsync()));
        }
    }

    [Fact]
    [Keeps("MUST be stored within 5 ms where writing works")]
    public async Task What_nothing_follows_is_stored_soon_for_everybody_to_see()
    {
        Assert.True(Writer.RideDelay <= TimeSpan.FromMilliseconds(5));
        await using var store = _folder.Open();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(store.Ledger.TryAppendSoon(Entries.Make($"{i}"), _lost.Enqueue));
            await UntilAsync(async () =>
            {
                await using var other = SqliteStore.OpenReadOnly(_folder.Path, TimeProvider.System);
                return (await Entries.AllAsync(other.Ledger)).Count == i + 1;
            });
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task They_keep_their_place_between_what_is_waited_for(int callers)
    {
        await using var store = _folder.Open();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i += 2)
            {
                await store.Ledger.AppendAsync(Entries.Make($"{caller}-{i}"), i % 8 == 0 ? Durability.Full : Durability.Normal);
                Assert.True(store.Ledger.TryAppendSoon(Entries.Make($"{caller}-{i + 1}"), _lost.Enqueue));
            }
        })));

        var stored = await Entries.AllAsync(store.Ledger);
        Assert.Equal(Enumerable.Range(0, callers * 200).Select(i => (long)i), stored.Select(entry => entry.Index));
        for (var caller = 0; caller < callers; caller++)
        {
            Assert.Equal(
                Enumerable.Range(0, 200).Select(i => $"{caller}-{i}"),
                stored.Select(Entries.Id).Where(id => id.StartsWith($"{caller}-", StringComparison.Ordinal)));
        }
    }

    [Fact]
    [Keeps("nothing that is appended after it MUST be stored without it")]
    public async Task On_a_full_disk_nothing_is_stored_behind_them_and_they_are_stored_first_when_space_returns()
    {
        using var disk = TempDisk.Mount(kibibytes: 4096);
        await using var store = SqliteStore.Open(disk.Path, TimeProvider.System);
        await store.Ledger.AppendAsync(Entries.Make("before"), Durability.Normal);
        using (disk.Fill())
        {
            // Small ones find room in the log's last block until one is taken that has none.
            Assert.True(store.Ledger.TryAppendSoon(Entries.Make("taken", padding: 20_000), _lost.Enqueue));
            for (var i = 0; i < 3; i++)
            {
                await Assert.ThrowsAsync<LedgerException>(async () => await store.Ledger.AppendAsync(Entries.Make("small"), Durability.Normal));
                Assert.Contains(store.Path, Assert.Throws<LedgerException>(() => store.Ledger.TryAppendSoon(Entries.Make("refused"), _lost.Enqueue)).Message);
            }

            Assert.Equal(["before"], (await Entries.AllAsync(store.Ledger)).Select(Entries.Id));
        }

        Assert.Equal(2, await store.Ledger.AppendAsync(Entries.Make("after"), Durability.Full));
        Assert.Equal(["before", "taken", "after"], (await Entries.AllAsync(store.Ledger)).Select(Entries.Id));
        Assert.True(store.Ledger.TryAppendSoon(Entries.Make("again"), _lost.Enqueue));
        Assert.Empty(_lost);
    }

    [Fact]
    public async Task They_are_stored_when_space_returns_although_nobody_calls()
    {
        using var disk = TempDisk.Mount(kibibytes: 4096);
        await using var store = SqliteStore.Open(disk.Path, TimeProvider.System);
        using (disk.Fill())
        {
            Assert.True(store.Ledger.TryAppendSoon(Entries.Make("taken", padding: 20_000), _lost.Enqueue));
            await UntilAsync(() => Task.FromResult(store.Ledger.Fault is not null));
        }

        await UntilAsync(() => Task.FromResult(store.Ledger.Fault is null));
        Assert.Equal(["taken"], (await Entries.AllAsync(store.Ledger)).Select(Entries.Id));
    }

    [Fact]
    public async Task While_nothing_can_be_written_only_so_many_are_taken_and_each_of_them_is_stored()
    {
        await using var store = _folder.Open();
        var taken = 0;
        using (var other = Connection.Open(_folder.Database, readOnly: false))
        {
            other.RunOnce("BEGIN IMMEDIATE");
            while (store.Ledger.TryAppendSoon(Entries.Make($"{taken}"), _lost.Enqueue))
            {
                taken++;
                Assert.True(taken <= 3 * Writer.MostRiding);
            }

            other.RunOnce("ROLLBACK");
        }

        Assert.True(taken >= Writer.MostRiding);
        Assert.Equal(Enumerable.Range(0, taken).Select(i => $"{i}"), (await Entries.AllAsync(store.Ledger)).Select(Entries.Id));
    }

    [Fact]
    [Keeps("closing the store MUST store it")]
    public async Task Closing_stores_them()
    {
        var store = _folder.Open();
        for (var i = 0; i < 500; i++)
        {
            Assert.True(store.Ledger.TryAppendSoon(Entries.Make($"{i}"), _lost.Enqueue));
        }

        await store.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => store.Ledger.TryAppendSoon(Entries.Make("late"), _lost.Enqueue));
        await using var again = _folder.Open();
        Assert.Equal(500, (await Entries.AllAsync(again.Ledger)).Count);
        Assert.Empty(_lost);
    }

    [Fact]
    public async Task Closing_on_a_full_disk_says_of_each_that_it_is_lost()
    {
        using var disk = TempDisk.Mount(kibibytes: 4096);
        var store = SqliteStore.Open(disk.Path, TimeProvider.System);
        var taken = 0;
        using (disk.Fill())
        {
            for (; taken < 5 && store.Ledger.Fault is null; taken++)
            {
                store.Ledger.TryAppendSoon(Entries.Make($"{taken}", padding: 20_000), _lost.Enqueue);
            }

            await store.DisposeAsync();
            await UntilAsync(() => Task.FromResult(_lost.Count == taken));
        }

        Assert.All(_lost, e => Assert.Contains("full", e.Message));
    }

    [Fact]
    public async Task One_that_SQLite_cannot_hold_is_lost_alone()
    {
        await using var store = _folder.Open();
        Assert.True(store.Ledger.TryAppendSoon(Entries.Make("big") with { Json = new byte[1_000_000_001] }, _lost.Enqueue));
        Assert.True(store.Ledger.TryAppendSoon(Entries.Make("next"), _lost.Enqueue));
        Assert.Equal(["next"], (await Entries.AllAsync(store.Ledger)).Select(Entries.Id));
        await UntilAsync(() => Task.FromResult(_lost.Count == 1));
        Assert.Null(store.Ledger.Fault);
    }

    [Fact]
    [Keeps("Only a kill MAY lose it")]
    public async Task A_kill_loses_only_what_came_last()
    {
        var random = new Random(5);
        for (var round = 0; round < 10; round++)
        {
            using var folder = new TempFolder();
            using var host = await HostProcess.StartAsync("pairs", folder.Path, "8");
            var said = await host.RunAndKillAsync(TimeSpan.FromMilliseconds(random.Next(20, 300)));

            await using var store = folder.Open();
            var stored = (await Entries.AllAsync(store.Ledger)).Select(Entries.Id).ToList();
            Assert.All(said, line => Assert.Equal(line[(line.IndexOf(' ') + 1)..], stored[(int)HostProcess.Index(line)]));
            for (var caller = 0; caller < 8; caller++)
            {
                // open, close, open, close, …: whatever is missing is missing at the end.
                var own = stored.Where(id => id.StartsWith($"{caller}-", StringComparison.Ordinal)).ToList();
                Assert.Equal(Enumerable.Range(0, own.Count).Select(i => $"{caller}-{i / 2}-{(i % 2 == 0 ? "open" : "close")}"), own);
            }
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var holds = await condition();
        for (var i = 0; i < 1000 && !holds; i++)
        {
            await Task.Delay(10);
            holds = await condition();
        }

        Assert.True(holds);
    }
}
