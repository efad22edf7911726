using System.Diagnostics;

namespace PolicyGuard.Load;

/// <summary>What the disk itself takes to make one small append safe: durable figures mean nothing without it.</summary>
internal static class DiskSync
{
    /// <summary>The times of <paramref name="count"/> appends of 512 B with a sync each, in µs.</summary>
    public static IEnumerable<double> Measure(string folder, int count)
    {
        var path = Path.Combine(folder, "sync.probe");
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        var record = new byte[512];
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, record, i * (long)record.Length);
            RandomAccess.FlushToDisk(file);
            yield return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
    }
}
