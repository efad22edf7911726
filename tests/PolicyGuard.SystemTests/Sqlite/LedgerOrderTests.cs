using PolicyGuard.Ledger;
using PolicyGuard.SystemTests.Contract;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>Entries keep their order; indexes are gap-free; several processes share one ledger.</summary>
public sealed class LedgerOrderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 500)]
    [InlineData(64, 60)]
    public async Task Concurrent_appends_leave_no_gap_and_every_caller_gets_its_own_index(int callers, int each)
    {
        await using var store = _folder.Open();
        var appended = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var indexes = new List<(long Index, string Id)>();
            for (var i = 0; i < each; i++)
            {
                var id = $"{caller}-{i}";
                indexes.Add((await store.Ledger.AppendAsync(Entries.Make(id), i % 3 == 0 ? Durability.Full : Durability.Normal), id));
            }

            return indexes;
        })));

        var stored = await Entries.AllAsync(store.Ledger);
        Assert.Equal(Enumerable.Range(0, callers * each).Select(i => (long)i), stored.Select(entry => entry.Index));
        Assert.All(appended.SelectMany(list => list), one => Assert.Equal(one.Id, Entries.Id(stored[(int)one.Index])));
        Assert.All(appended, list => Assert.Equal(list.Select(one => one.Index).Order(), list.Select(one => one.Index)));
    }

    [Fact]
    [Keeps("Entries that one process appended one after the other MUST keep that order")]
    public async Task Appends_started_one_after_the_other_keep_that_order_even_when_nobody_waits_between_them()
    {
        await using var store = _folder.Open();
        var appends = Enumerable.Range(0, 2000)
            .Select(i => store.Ledger.AppendAsync(Entries.Make($"{i}"), i % 7 == 0 ? Durability.Full : Durability.Normal).AsTask())
            .ToList();
        var indexes = await Task.WhenAll(appends);
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => (long)i), indexes);
    }

    [Fact]
    public async Task Two_stores_in_one_process_share_one_sequence()
    {
        await using var one = _folder.Open();
        await using var other = _folder.Open();
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(2 * i, await one.Ledger.AppendAsync(Entries.Make($"one-{i}"), Durability.Normal));
            Assert.Equal((2 * i) + 1, await other.Ledger.AppendAsync(Entries.Make($"other-{i}"), Durability.Normal));
        }
    }

    [Fact]
    [Keeps("Indexes MUST be gap-free and assigned in the append transaction")]
    public async Task Eight_processes_with_200_appends_each_leave_1600_entries_without_a_gap_and_nobody_waits_for_seconds()
    {
        var hosts = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            HostProcess.StartAsync("append", _folder.Path, $"p{i}", "200", i % 2 == 0 ? nameof(Durability.Normal) : nameof(Durability.Full))));
        var said = (await Task.WhenAll(hosts.Select(host => host.RunAsync()))).SelectMany(lines => lines).Select(line => line.Split(' ')).ToList();
        Array.ForEach(hosts, host => host.Dispose());

        await using var store = _folder.Open();
        var stored = await Entries.AllAsync(store.Ledger);
        Assert.Equal(Enumerable.Range(0, 1600).Select(i => (long)i), stored.Select(entry => entry.Index));
        Assert.Equal(1600, said.Count);
        Assert.All(said, words => Assert.Equal(words[1], Entries.Id(stored[int.Parse(words[0])])));
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(
                Enumerable.Range(0, 200).Select(n => $"p{i}-{n}"),
                stored.Select(Entries.Id).Where(id => id.StartsWith($"p{i}-", StringComparison.Ordinal)));
        }

        var microseconds = said.Select(words => int.Parse(words[2])).Order().ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"8 processes × 200: p50 {microseconds[800]} µs, p99 {microseconds[1584]} µs, longest {microseconds[^1] / 1000} ms");
        Assert.True(microseconds[^1] < 3_000_000, $"somebody waited {microseconds[^1] / 1000} ms");
    }
}
