using System.Diagnostics;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Bench;

/// <summary>What the disk, and SQLite by itself, take for the same bytes.</summary>
internal static unsafe class LedgerBaselines
{
    /// <summary>Writes to a file, each with a sync: at its end, or over what is there, as a log does that began anew.</summary>
    internal static LedgerBench.Series DiskSync(string folder, byte[] record, int count, bool over)
    {
        var path = Path.Combine(folder, "plain");
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        if (over)
        {
            RandomAccess.Write(file, new byte[record.Length * count], 0);
            RandomAccess.FlushToDisk(file);
        }

        return Measure(count, 1, i =>
        {
            RandomAccess.Write(file, record, i * (long)record.Length);
            RandomAccess.FlushToDisk(file);
        });
    }

    /// <summary>Commits of so many rows into a table without any index; the time is per commit.</summary>
    internal static LedgerBench.Series Commits(string folder, byte[] record, string synchronous, int rows, int count)
    {
        var path = Path.Combine(folder, "plain.db");
        File.Delete(path);
        File.WriteAllBytes(path, []);
        using var connection = Connection.Open(path, readOnly: false);
        connection.RunOnce("PRAGMA journal_mode = WAL");
        connection.RunOnce("CREATE TABLE rows (id INTEGER PRIMARY KEY, json BLOB NOT NULL)");

        // A log that has its size already and begins anew, as in a process that runs for a while.
        Commit(connection, record, rows * count);
        connection.RunOnce("PRAGMA wal_checkpoint(RESTART)");
        connection.RunOnce($"PRAGMA synchronous = {synchronous}");
        return Measure(count, rows, _ => Commit(connection, record, rows));
    }

    private static void Commit(Connection connection, byte[] record, int rows)
    {
        connection.Run("BEGIN IMMEDIATE");
        for (var i = 0; i < rows; i++)
        {
            fixed (byte* json = record)
            {
                using var use = connection.Prepare("INSERT INTO rows (json) VALUES (?1)");
                use.Statement.BindPinned(1, json, record.Length).Run();
            }
        }

        connection.Run("COMMIT");
    }

    private static LedgerBench.Series Measure(int count, int rows, Action<int> step)
    {
        var times = new double[count];
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var one = Stopwatch.GetTimestamp();
            step(i);
            times[i] = Stopwatch.GetElapsedTime(one).TotalMicroseconds;
        }

        // A series counts records: spread the total so that the rate is one of rows.
        return new LedgerBench.Series(times, Stopwatch.GetElapsedTime(begin) / rows);
    }
}
