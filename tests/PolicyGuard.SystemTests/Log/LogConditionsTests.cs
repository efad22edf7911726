using PolicyGuard.Backends.Keys;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Sqlite;
using PolicyGuard.SystemTests.Contract;
using PolicyGuard.SystemTests.PowerLoss;
using PolicyGuard.SystemTests.Sqlite;

namespace PolicyGuard.SystemTests.Log;

/// <summary>Publishing on a full disk, on a store that is only read, under a clock that is set back, and by several at once.</summary>
public sealed class LogConditionsTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task On_a_full_disk_nothing_is_published_and_it_goes_on_when_space_returns()
    {
        using var disk = TempDisk.Mount(kibibytes: 6144);
        await using (var store = SqliteStore.Open(disk.Path, TimeProvider.System))
        {
            var (ledger, publisher) = Publishing(store, disk.Path);
            for (var i = 0; i < 300; i++)
            {
                await ledger.AppendAsync(TrueEntries.Event($"{i}"), Durability.Normal);
            }

            var first = await publisher.PublishAsync(default);
            Assert.Equal(300, first!.Size);
            await ledger.AppendAsync(TrueEntries.Event("unsigned"), Durability.Full);
            using (disk.Fill())
            {
                // Small ones may find room in what the log has of the disk already.
                await Assert.ThrowsAsync<LedgerException>(async () => await ledger.AppendAsync(TrueEntries.Event(new string('x', 100_000)), Durability.Normal));
                var fault = await FaultAsync(publisher);
                Assert.Contains("full", fault?.Message);
                Assert.Equal(300, (await store.Log.ExtentAsync(default)).Published!.Size);
            }

            Assert.Equal(301, await ledger.AppendAsync(TrueEntries.Event("after"), Durability.Full));
            Assert.Equal(302, (await publisher.PublishAsync(default))!.Size);
        }

        await using var again = SqliteStore.OpenReadOnly(disk.Path, TimeProvider.System);
        var report = await Aftermath.VerifyAsync(again, null);
        Aftermath.Good(report);
        Assert.Equal((302, 2), (report.SignedTo, report.Checkpoints));
    }

    [Fact]
    public async Task On_a_disk_that_is_full_at_the_first_checkpoint_no_half_key_is_left()
    {
        using var disk = TempDisk.Mount(kibibytes: 4096);
        await using var store = SqliteStore.Open(disk.Path, TimeProvider.System);
        var (ledger, publisher) = Publishing(store, disk.Path);
        await ledger.AppendAsync(TrueEntries.Event("one"), Durability.Full);
        using (disk.Fill())
        {
            for (var i = 0; i < 3; i++)
            {
                Assert.NotNull(await FaultAsync(publisher));
            }
        }

        Assert.Equal(1, (await publisher.PublishAsync(default))!.Size);
        Assert.Single(Directory.GetFiles(Path.Combine(disk.Path, "keys"), "*.pem*"));
        Aftermath.Good(await Aftermath.VerifyAsync(store, null));
    }

    [Fact]
    public async Task A_store_that_is_only_read_is_verified_and_neither_appends_nor_publishes()
    {
        await using (var store = _folder.Open())
        {
            var (ledger, publisher) = Publishing(store, _folder.Path);
            await ledger.AppendAsync(TrueEntries.Event("one"), Durability.Full);
            await publisher.PublishAsync(default);
            await ledger.AppendAsync(TrueEntries.Event("two"), Durability.Full);
        }

        var before = File.ReadAllBytes(_folder.Database);
        await using (var store = SqliteStore.OpenReadOnly(_folder.Path, TimeProvider.System))
        {
            var report = await Aftermath.VerifyAsync(store, null);
            Aftermath.Good(report);
            Assert.Equal((2, 1), (report.Size, report.SignedTo));
            var (ledger, publisher) = Publishing(store, _folder.Path);
            Assert.Contains("for reading only", (await Assert.ThrowsAsync<LedgerException>(async () => await ledger.AppendAsync(TrueEntries.Event("three"), Durability.Full))).Message);
            Assert.Contains("for reading only", (await FaultAsync(publisher))?.Message);
            Assert.Contains("for reading only", ledger.Fault);
        }

        Assert.Equal(before, File.ReadAllBytes(_folder.Database));
    }

    [Fact]
    public async Task Under_a_clock_that_steps_back_entries_and_checkpoints_keep_the_order_of_their_index()
    {
        var clock = new ManualTime { Now = Noon };
        await using var store = _folder.Open(clock);
        var (ledger, publisher) = Publishing(store, _folder.Path, clock);

        // Over several blocks of the index by time; each third of them an hour earlier than the one before.
        for (var i = 0; i < 3600; i++)
        {
            clock.Now = Noon.AddSeconds(i) - TimeSpan.FromHours(i / 1200);
            await ledger.AppendAsync(TrueEntries.Event($"{i}", clock.Now), Durability.Normal);
            if (i % 300 == 299)
            {
                Assert.Equal(i + 1, (await publisher.PublishAsync(default))!.Size);
            }
        }

        var report = await Aftermath.VerifyAsync(store, null);
        Aftermath.Good(report);
        Assert.Equal((3600, 12), (report.Proven, report.Checkpoints));
        var sizes = store.Scan.Checkpoints(0, 100);
        Assert.Equal(sizes.Select(static one => one.Size).Order(), sizes.Select(static one => one.Size));
        Assert.NotEqual(sizes.Select(static one => one.At).Order(), sizes.Select(static one => one.At));

        foreach (var (since, until) in new[] { (Noon, Noon.AddSeconds(100)), (Noon.AddSeconds(1190), Noon.AddSeconds(1210)), (Noon.AddHours(-2), Noon), (Noon.AddSeconds(-3000), Noon.AddSeconds(-1300)) })
        {
            var expected = Enumerable.Range(0, 3600).Where(i => Noon.AddSeconds(i) - TimeSpan.FromHours(i / 1200) is var at && at >= since && at < until).Select(static i => (long)i);
            var found = await store.Ledger.ReadAsync(new LedgerQuery { Since = since, Until = until, NewestFirst = false, Limit = 10_000 }).ToListAsync();
            Assert.Equal(expected, found.Select(static entry => entry.Index));
        }
    }

    [Fact]
    [Keeps("A checkpoint MUST be added only behind the one that its publisher saw last")]
    public async Task Of_several_that_publish_at_once_one_chain_comes_out()
    {
        await using var one = _folder.Open();
        await using var two = _folder.Open();
        var published = await Task.WhenAll(new[] { one, two }.SelectMany(store => Enumerable.Range(0, 3).Select(worker => Task.Run(async () =>
        {
            var (ledger, publisher) = Publishing(store, _folder.Path);
            var sizes = new List<long>();
            for (var i = 0; i < 40; i++)
            {
                await ledger.AppendAsync(TrueEntries.Event($"{worker}-{i}"), Durability.Normal);
                if (await publisher.PublishAsync(default) is { } checkpoint)
                {
                    sizes.Add(checkpoint.Size);
                }
            }

            return sizes;
        }))));
        await Publishing(one, _folder.Path).Publisher.PublishAsync(default);
        var report = await Aftermath.VerifyAsync(two, null);
        Aftermath.Good(report);
        Assert.Equal((240, 240, 240), (report.Size, report.Proven, report.SignedTo));
        var stored = one.Scan.Checkpoints(0, 1000).Select(static checkpoint => checkpoint.Size).ToHashSet();
        Assert.All(published.SelectMany(static sizes => sizes), size => Assert.Contains(size, stored));
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "keys"), "*.pem*"));
    }

    [Fact]
    [Keeps("who was slower MUST add nothing")]
    public async Task Who_saw_an_older_checkpoint_than_the_last_adds_nothing()
    {
        await using var store = _folder.Open();
        var (ledger, publisher) = Publishing(store, _folder.Path);
        await ledger.AppendAsync(TrueEntries.Event("one"), Durability.Normal);
        var first = await publisher.PublishAsync(default);
        await ledger.AppendAsync(TrueEntries.Event("two"), Durability.Normal);
        var second = await publisher.PublishAsync(default);
        var late = second! with { Size = 3 };
        Assert.False(await store.Log.TryAddAsync(late, 0, []));
        Assert.False(await store.Log.TryAddAsync(late, first!.Size, []));
        Assert.False(await store.Log.TryAddAsync(second, second.Size, []));
        Assert.Equal([1, 2], store.Scan.Checkpoints(0, 100).Select(static checkpoint => checkpoint.Size));
    }

    private static (Ledger.Ledger Ledger, Publisher Publisher) Publishing(SqliteStore store, string folder, TimeProvider? clock = null)
    {
        var ledger = new Ledger.Ledger(store.Ledger, DurabilityMode.Full);
        var keys = new LogKeys(store.Log, new SignerFiles(Path.Combine(folder, "keys")));
        clock ??= TimeProvider.System;
        return (ledger, new Publisher(store.Log, keys, new SealMaker(store.Ledger, ledger, clock), clock));
    }

    private static async Task<LedgerException?> FaultAsync(Publisher publisher)
    {
        try
        {
            await publisher.PublishAsync(default);
            return null;
        }
        catch (LedgerException fault)
        {
            return fault;
        }
    }
}
