using System.Diagnostics;
using System.Globalization;
using PolicyGuard.Taint;

namespace PolicyGuard.Bench;

/// <summary>A quick look at the same as <see cref="ScanBenchmarks"/>: the best of many rounds in MB/s, and what one scan allocates.</summary>
internal static class ScanBench
{
    private const double Seconds = 0.7;

    public static void Run()
    {
        var scanner = new Scanner();
        Console.WriteLine($"{scanner.Detectors.List().Count} detectors");
        Console.WriteLine("text       bytes   findings      MB/s   µs a scan   bytes allocated");
        foreach (var bytes in (int[])[1_000, 10_000, 100_000])
        {
            Measure(scanner, "prose", ScanTexts.Prose(bytes));
            Measure(scanner, "records", ScanTexts.Records(bytes));
            Measure(scanner, "code", ScanTexts.Code(bytes));
            Measure(scanner, "findings", ScanTexts.Findings(bytes));
        }
    }

    private static void Measure(Scanner scanner, string name, byte[] json)
    {
        var findings = 0;
        for (var i = 0; i < 300; i++)
        {
            findings = scanner.Scan(json).Count;
        }

        Thread.Sleep(200);
        var rounds = Math.Max(1, 200_000 / json.Length);
        var best = double.MaxValue;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var scans = 0L;
        for (var all = Stopwatch.StartNew(); all.Elapsed.TotalSeconds < Seconds; scans += rounds)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < rounds; i++)
            {
                scanner.Scan(json);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds / rounds);
        }

        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / scans;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-9}{json.Length,7}{findings,11}{json.Length / best / 1e6,10:0}{best * 1e6,12:0.0}{allocated,18}"));
    }
}
