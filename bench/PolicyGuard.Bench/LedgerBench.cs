using System.Diagnostics;
using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Bench;

/// <summary>
/// What an append takes, as its caller sees it, beside the disk's own sync and beside SQLite without us; all in turns within one run, because
/// disks differ by a factor of thirty and a shared machine by the minute. Percentiles per append, which BenchmarkDotNet does not give.
/// </summary>
internal static class LedgerBench
{
    private const int Rounds = 3;

    // As long as an opened entry of the gate with small arguments.
    private static readonly byte[] Json = Encoding.UTF8.GetBytes($$"""{"entry":"{{new string('x', 810)}}"}""");

    internal static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("pg-ledger-bench-").FullName;
        try
        {
            var table = new LedgerTable();
            for (var round = 0; round < Rounds; round++)
            {
                table.Add("disk: append 820 B, fsync", LedgerBaselines.DiskSync(folder, Json, 100, over: false));
                table.Add("disk: overwrite 820 B, fsync", LedgerBaselines.DiskSync(folder, Json, 100, over: true));
                table.Add("SQLite: 1 row per commit, FULL", LedgerBaselines.Commits(folder, Json, "FULL", 1, 100));
                table.Add("SQLite: 32 rows per commit, FULL", LedgerBaselines.Commits(folder, Json, "FULL", 32, 100));
                table.Add("SQLite: 256 rows per commit, FULL", LedgerBaselines.Commits(folder, Json, "FULL", 256, 64));
                table.Add("SQLite: 1 row per commit, NORMAL", LedgerBaselines.Commits(folder, Json, "NORMAL", 1, 2000));
                table.Add("SQLite: 256 rows per commit, NORMAL", LedgerBaselines.Commits(folder, Json, "NORMAL", 256, 64));
                await using var store = SqliteStore.Open(Path.Combine(folder, $"store-{round}"), TimeProvider.System);

                // A log that has its size already and began anew, as the baselines have it.
                await AppendAsync(store.Ledger, Durability.Normal, 256, 40_000);
                foreach (var durability in new[] { Durability.Normal, Durability.Full })
                {
                    foreach (var callers in new[] { 1, 32, 256 })
                    {
                        table.Add($"append {durability}, {callers} callers", await AppendAsync(store.Ledger, durability, callers, durability == Durability.Full ? (callers == 1 ? 200 : callers * 64) : 16_384));
                    }
                }

                table.Add("agent look-up", await LookUpAsync(store, append: false));
                table.Add("agent look-up after an append", await LookUpAsync(store, append: true));
            }

            table.Print();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Series> AppendAsync(ILedgerStore ledger, Durability durability, int callers, int count)
    {
        var each = count / callers;
        var times = new double[callers * each];
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
            {
                var record = new LedgerRecord(
                    Json, DateTimeOffset.UnixEpoch, EntryKind.Opened, Ids.Call(TimeProvider.System.GetUtcNow()), "agent", "tool", "tool_call", "allow", Reasons.Rule);
                var one = Stopwatch.GetTimestamp();
                await ledger.AppendAsync(record, durability);
                times[(caller * each) + i] = Stopwatch.GetElapsedTime(one).TotalMicroseconds;
            }
        })));
        return new Series(times, Stopwatch.GetElapsedTime(begin));
    }

    private static async Task<Series> LookUpAsync(SqliteStore store, bool append)
    {
        var times = new double[2000];
        var total = TimeSpan.Zero;
        for (var i = 0; i < times.Length; i++)
        {
            if (append)
            {
                await store.Ledger.AppendAsync(
                    new LedgerRecord(Json, DateTimeOffset.UnixEpoch, EntryKind.Closed, null, "agent", null, null, null, Reasons.Rule),
                    Durability.Normal);
            }

            var one = Stopwatch.GetTimestamp();
            await store.Agents.GetOrRegisterAsync("agent");
            var time = Stopwatch.GetElapsedTime(one);
            total += time;
            times[i] = time.TotalMicroseconds;
        }

        return new Series(times, total);
    }

    /// <summary>The times of one measurement, in µs, and how long all of it took.</summary>
    internal sealed record Series(double[] Microseconds, TimeSpan Total);
}
