using System.Diagnostics;
using System.Globalization;
using PolicyGuard.Taint;

namespace PolicyGuard.Bench;

/// <summary>
/// What arguments cost, and results, which are read for what they say as well, by kind of text: the best of many rounds in MB/s, what one scan allocates, and
/// as a measure of the machine the same bytes searched for one that is not there.
/// </summary>
internal static class ScanBench
{
    private const double Seconds = 0.6;
    private static readonly Scanner Data = new();
    private static readonly Scanner All = new(DetectorSet.BuiltIn.WithResults);

    public static void Run(string? only)
    {
        Console.WriteLine($"{Data.Detectors.List().Count} detectors");
        Console.WriteLine("text        bytes  findings  arguments MB/s  results MB/s  µs a result  allocated  plain search MB/s");
        foreach (var bytes in (int[])[1_000, 10_000, 100_000])
        {
            foreach (var (name, make) in ScanTexts.Kinds)
            {
                if (only is null || name == only)
                {
                    Measure(name, make(bytes));
                }
            }
        }
    }

    private static void Measure(string name, byte[] json)
    {
        var findings = All.Scan(json).Count;
        var data = Best(json, static text => Data.Scan(text).Count, out _);
        var all = Best(json, static text => All.Scan(text).Count, out var allocated);
        var search = Best(json, static text => text.AsSpan().IndexOf((byte)0), out _);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-9}{json.Length,8}{findings,10}{Speed(json, data),16:0}{Speed(json, all),14:0}{all * 1e6,13:0.0}{allocated,11}{Speed(json, search),19:0}"));
    }

    private static double Speed(byte[] json, double seconds) => json.Length / seconds / 1e6;

    // Seconds, the least of many rounds: others use the machine as well.
    private static double Best(byte[] json, Func<byte[], int> scan, out long allocated)
    {
        var rounds = Math.Max(1, 100_000 / json.Length);
        for (var i = 0; i < 2_000_000 / json.Length; i++)
        {
            scan(json);
        }

        var best = double.MaxValue;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var scans = 0L;
        for (var all = Stopwatch.StartNew(); all.Elapsed.TotalSeconds < Seconds; scans += rounds)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < rounds; i++)
            {
                scan(json);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds / rounds);
        }

        allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / scans;
        return best;
    }
}
