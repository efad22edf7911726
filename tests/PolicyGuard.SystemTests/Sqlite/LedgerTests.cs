using System.Security.Cryptography;
using PolicyGuard.Ledger;

namespace PolicyGuard.SystemTests.Sqlite;

public sealed class LedgerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Durability.Normal)]
    [InlineData(Durability.Full)]
    public async Task Entries_come_back_byte_for_byte_with_their_leaf_hash(Durability durability)
    {
        await using var store = _folder.Open();
        var record = Entries.Make("a");
        Assert.Equal(0, await store.Ledger.AppendAsync(record, durability));
        var entry = Assert.Single(await Entries.AllAsync(store.Ledger));
        Assert.Equal(record.Json.ToArray(), entry.Json.ToArray());
        Assert.Equal(SHA256.HashData([0, .. record.Json.Span]), entry.LeafHash.ToArray());
    }

    [Theory]
    [InlineData(1, 2000)]
    [InlineData(64, 60)]
    public async Task Concurrent_appends_get_gap_free_indexes_and_each_caller_its_own(int callers, int each)
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
}
