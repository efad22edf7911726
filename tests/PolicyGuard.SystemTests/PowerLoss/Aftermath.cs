using PolicyGuard.Backends.Keys;
using PolicyGuard.Calls;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Verification;
using PolicyGuard.Sqlite;
using PolicyGuard.SystemTests.Sqlite;
using System.Text.Json;

namespace PolicyGuard.SystemTests.PowerLoss;

/// <summary>Opens a data folder after a crash and holds it to what was promised before.</summary>
internal static class Aftermath
{
    /// <summary>Checks everything, then goes on with the log.</summary>
    /// <param name="folder">The data folder as it was found.</param>
    /// <param name="promised">What was acknowledged.</param>
    /// <param name="all">Whether every acknowledged entry survives: after a kill. After power loss those at full durability do.</param>
    /// <returns>How many entries were found.</returns>
    public static async Task<int> CheckAsync(string folder, Promises promised, bool all)
    {
        int found;
        await using (var store = SqliteStore.Open(folder, TimeProvider.System))
        {
            var entries = await Entries.AllAsync(store.Ledger);
            found = entries.Count;
            Assert.Equal(Enumerable.Range(0, entries.Count).Select(i => (long)i), entries.Select(entry => entry.Index));
            foreach (var (index, full, leaf, _) in promised.Entries)
            {
                if (all || full || index < entries.Count)
                {
                    Assert.True(index < entries.Count, $"entry {index} was acknowledged {(full ? "at full" : "")} and is lost: {entries.Count} are there");
                    Assert.Equal(leaf, Convert.ToHexStringLower(entries[(int)index].LeafHash.Span));
                }
            }

            EntriesKeepTheirOrder(entries);
            await CheckpointsStandAsync(store, promised);
            await GoesOnAsync(store, folder, promised);
        }

        // What was written after the crash is a log like any other.
        await using var again = SqliteStore.OpenReadOnly(folder, TimeProvider.System);
        Good(await VerifyAsync(again, null));
        return found;
    }

    /// <summary>Everything recomputed.</summary>
    public static async Task<VerificationReport> VerifyAsync(SqliteStore store, ReadOnlyMemory<byte>? against) =>
        new LogVerifier(store.Scan, await store.Log.ExtentAsync(default), await store.Log.KeyLinksAsync(default)) { Against = against }.Run(default);

    /// <summary>Nothing is wrong.</summary>
    public static void Good(VerificationReport report) => Assert.True(report.IsGood, string.Join('\n', report.Faults.Select(fault => $"{fault.Kind} {fault.First}–{fault.End}: {fault.Message}")));

    // One caller writes opened, closed, opened, closed, …: nothing that came later is there without what came before it.
    private static void EntriesKeepTheirOrder(List<StoredEntry> entries)
    {
        var running = new HashSet<string>();
        var callOf = new Dictionary<string, string>();
        foreach (var entry in entries)
        {
            using var json = JsonDocument.Parse(entry.Json);
            var kind = json.RootElement.TryGetProperty("kind", out var member) ? member.GetString() : "";
            if (kind == "opened")
            {
                var agent = json.RootElement.GetProperty("agent").GetProperty("id").GetString()!;
                Assert.True(running.Add(agent), $"entry {entry.Index}: {agent} opened a call, and the one before is not closed");
                callOf.Add(json.RootElement.GetProperty("call_id").GetString()!, agent);
            }
            else if (kind == "closed")
            {
                Assert.True(running.Remove(callOf[json.RootElement.GetProperty("call_id").GetString()!]), $"entry {entry.Index} closes what is not open");
            }
        }
    }

    private static async Task CheckpointsStandAsync(SqliteStore store, Promises promised)
    {
        foreach (var (size, note) in promised.Checkpoints)
        {
            var stored = await store.Log.CheckpointAsync(size, default);
            Assert.True(stored?.Size == size, $"the checkpoint of {size} entries was acknowledged and is lost");
            Assert.Equal(note, stored.Note.ToArray());
        }

        var report = await VerifyAsync(store, promised.Newest);
        Good(report);
        Assert.True(report.Checkpoints >= promised.Checkpoints.DistinctBy(one => one.Size).Count());
    }

    private static async Task GoesOnAsync(SqliteStore store, string folder, Promises promised)
    {
        var ledger = new Ledger.Ledger(store.Ledger, DurabilityMode.Full);
        using var keys = new LogKeys(store.Log, new SignerFiles(Path.Combine(folder, "keys")));
        var publisher = new Publisher(store.Log, keys, new SealMaker(store.Ledger, ledger, TimeProvider.System), TimeProvider.System);
        var size = (await store.Log.ExtentAsync(default)).Size;
        Assert.Equal(size, await ledger.AppendAsync(TrueEntries.Event("after the crash"), Durability.Full));
        var published = await publisher.PublishAsync(default);
        Assert.True(published?.Size > size, "nothing was published");
        Good(await VerifyAsync(store, promised.Newest));
        Assert.Equal(published.Size, (await VerifyAsync(store, null)).SignedTo);
    }
}
