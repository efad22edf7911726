using System.Globalization;

namespace PolicyGuard.Load;

/// <summary>The results for a person.</summary>
internal static class Table
{
    public static void Write(Results results, TextWriter output)
    {
        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));

        Line($"{results.Options.BodyBytes} B calls, client {results.Options.Style}, {results.Options.Rounds} rounds of {results.Options.Span.TotalSeconds} s; {Environment.ProcessorCount} processors shared by client, upstream and what is between");
        Line($"");
        Line($"{"",-22} {"conns",5} {"p50 us",8} {"p99 us",8} {"+p50",8} {"+p99",8} {"calls/s",8} {"ratio",6} {"CPU us",7} {"/proxy",6}");
        foreach (var row in results.Rows)
        {
            var cpu = row.CpuMicros > 0 ? string.Create(CultureInfo.InvariantCulture, $"{row.CpuMicros,7:0.0} {row.CpuOverProxy,6:0.00}") : $"{"-",7} {"-",6}";
            Line($"{row.Target,-22} {row.Connections,5} {row.P50,8:0} {row.P99,8:0} {row.AddedP50,8:0} {row.AddedP99,8:0} {row.CallsPerSecond,8:0} {row.Ratio,6:0.00} {cpu}");
        }

        Line($"");
        Line($"one sync of the disk   p50 {results.SyncP50:0} us, p99 {results.SyncP99:0} us (512 B append and sync, {results.Options.Folder})");
        foreach (var start in results.Starts)
        {
            Line($"{start.Name,-22} ready after {start.Milliseconds:0} ms, {start.ResidentIdle / 1048576.0:0} MiB resident when idle");
        }

        foreach (var memory in results.Loaded)
        {
            Line($"{memory.Name,-22} {memory.Resident / 1048576.0:0} MiB resident after the load");
        }
    }
}
