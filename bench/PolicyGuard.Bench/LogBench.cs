using System.Diagnostics;
using System.Globalization;
using PolicyGuard.Backends.Keys;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Tree;
using PolicyGuard.Ledger.Verification;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Bench;

/// <summary>
/// A long log as the real gate writes it, with checkpoints and seals published meanwhile: how fast it grows, how large it becomes, what a proof, a
/// checkpoint and a whole verification take, and whether memory stays flat.
/// </summary>
internal static class LogBench
{
    private const int Callers = 256;
    private const int Proofs = 2000;

    internal static async Task RunAsync(int entries, string? parent)
    {
        var folder = parent is null ? Directory.CreateTempSubdirectory("pg-log-bench-").FullName : Directory.CreateDirectory(parent).FullName;
        try
        {
            // With nothing to grow only what is there is measured.
            if (entries > 0)
            {
                await using var store = SqliteStore.Open(folder, TimeProvider.System);
                await GrowAsync(store, folder, entries);
            }

            await using (var store = SqliteStore.OpenReadOnly(folder, TimeProvider.System))
            {
                await ProveAsync(store);
                await VerifyAsync(store);
            }
        }
        finally
        {
            if (parent is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task GrowAsync(SqliteStore store, string folder, int entries)
    {
        var gate = new BenchGate(store, store.Ledger, DurabilityMode.Normal);
        using var keys = new LogKeys(store.Log, new SignerFiles(Path.Combine(folder, "keys")));
        var publisher = new Publisher(store.Log, keys, new SealMaker(store.Ledger, gate.Ledger, TimeProvider.System), TimeProvider.System);
        var there = (int)(await store.Log.ExtentAsync(default)).Size;
        if (there < entries)
        {
            await using var publishing = new Publishing(publisher, gate.Ledger, PublishingOptions.Default, TimeProvider.System, Console.Error.WriteLine);
            var (next, end) = (there / 2, entries / 2);
            var begin = Stopwatch.GetTimestamp();
            var cpu = Environment.CpuUsage.TotalTime;
            Line($"entries, through the gate, 256 callers, normal, publishing: {"",3}{Memory()}");
            for (var part = 1; part <= 10; part++)
            {
                var until = (there / 2) + (int)((end - (there / 2)) * (long)part / 10);
                await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
                {
                    for (var i = Interlocked.Increment(ref next); i <= until; i = Interlocked.Increment(ref next))
                    {
                        await gate.CallAsync(i);
                    }
                })));
                next = until;
                Line($"{until * 2L,12:N0} entries, {(until - (there / 2)) * 2 / Stopwatch.GetElapsedTime(begin).TotalSeconds,8:N0}/s, {(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / ((until - (there / 2)) * 2),5:0.0} µs CPU each; {Memory()}");
            }
        }

        var times = new double[20];
        for (var i = 0; i < times.Length; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 5000).Select(n => gate.CallAsync(n).AsTask()));
            _ = await store.Ledger.ReadAsync(new LedgerQuery { Limit = 1 }).FirstAsync();
            var begin = Stopwatch.GetTimestamp();
            _ = await publisher.PublishAsync(default);
            times[i] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        }

        Percentiles("publishing after 10,000 more entries", times, "ms");
        for (var i = 0; i < times.Length; i++)
        {
            await gate.CallAsync(i);
            var begin = Stopwatch.GetTimestamp();
            _ = await publisher.PublishAsync(default);
            times[i] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        }

        Percentiles("publishing after one call more", times, "ms");
        var size = (await store.Log.ExtentAsync(default)).Size;
        var bytes = new DirectoryInfo(folder).GetFiles("policyguard.db").Sum(file => file.Length);
        double json = 0;
        await foreach (var entry in store.Ledger.ReadAsync(new LedgerQuery { Limit = 2000 }))
        {
            json += entry.Json.Length / 2000.0;
        }

        Line($"{size:N0} entries, {(double)bytes / size:0} bytes each in the database, of which {json:0} JSON; {bytes >> 20:N0} MiB");
    }

    private static async Task ProveAsync(SqliteStore store)
    {
        var size = (await store.Log.ExtentAsync(default)).Published!.Size;
        var tree = new TileTree(store.Log);
        var dice = new Random(11);
        await TimeAsync("inclusion proof", async () => (await tree.InclusionAsync(dice.NextInt64(size), size)).Count);
        await TimeAsync("consistency proof", async () => (await tree.ConsistencyAsync(1 + dice.NextInt64(size - 1), size)).Count);
        await TimeAsync("root", async () => (await tree.RootAsync(size)).Length);

        async Task TimeAsync(string what, Func<Task<int>> make)
        {
            var times = new double[Proofs];
            for (var i = 0; i < times.Length; i++)
            {
                var begin = Stopwatch.GetTimestamp();
                await make();
                times[i] = Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
            }

            Percentiles($"{what} at {size:N0}", times, "µs");
        }
    }

    private static async Task VerifyAsync(SqliteStore store)
    {
        var (state, links) = (await store.Log.ExtentAsync(default), await store.Log.KeyLinksAsync(default));
        for (var round = 0; round < 2; round++)
        {
            var parts = new List<string>();
            var tenth = state.Size / 10;
            var (begin, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var report = new LogVerifier(store.Scan, state, links)
            {
                Progress = seen =>
                {
                    if (seen >= tenth * (parts.Count + 1))
                    {
                        parts.Add(Memory());
                    }
                },
            }.Run(default);
            var (took, used) = (Stopwatch.GetElapsedTime(begin), Environment.CpuUsage.TotalTime - cpu);
            Line($"verified {report.Size:N0} entries, {report.Checkpoints:N0} checkpoints, {report.Seals:N0} seals in {took.TotalSeconds:0.0} s: {report.Size / took.TotalSeconds:N0}/s, {report.Size / used.TotalSeconds:N0}/s of CPU time; {(report.IsGood ? "good" : $"NOT GOOD: {report.Faults[0]}")}");
            Line($"    at a tenth of it {parts.FirstOrDefault()}, at the end {Memory()}");
        }
    }

    private static string Memory()
    {
        var peak = OperatingSystem.IsLinux()
            ? File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmHWM", StringComparison.Ordinal))[6..].Trim()
            : "unknown";
        return string.Create(CultureInfo.InvariantCulture, $"peak resident {peak}, now {Environment.WorkingSet >> 20} MiB, managed heap {GC.GetTotalMemory(forceFullCollection: true) / 1048576.0:0.0} MiB");
    }

    private static void Percentiles(string what, double[] times, string unit)
    {
        Array.Sort(times);
        Line($"{what,-44} p50 {times[times.Length / 2],9:0.000} {unit}  p99 {times[(times.Length - 1) * 99 / 100],9:0.000} {unit}");
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
