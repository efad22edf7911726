using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Writing;

/// <summary>
/// Copies the write-ahead log into the database, so that it can begin from its start again and does not grow for ever. Has a thread of
/// its own.
/// </summary>
/// <remarks>
/// SQLite up to 3.51.2 can lose committed transactions when a checkpoint begins on a log that was copied completely, and another
/// connection begins that log anew meanwhile (https://sqlite.org/wal.html#walresetbug); few systems ship a newer one. So SQLite's own
/// checkpointing is off on all our connections, and this one cannot meet that state: one process at a time copies (a lock on a file
/// beside the database says which), a first pass runs only while the log holds something that was not copied, and a last, short pass
/// holds the write lock. The first pass does the work while everybody writes on; the last one costs everybody a few milliseconds once
/// in <see cref="DueAt"/> frames. (What SQLite does when the last connection closes is safe: it is alone then.)
/// </remarks>
internal sealed class Checkpointer : IDisposable
{
    /// <summary>Frames of some 4 KiB: about 16 MiB of log.</summary>
    internal const int DueAt = 4096;

    private readonly object _gate = new();
    private readonly object _turn = new();
    private readonly Database _database;
    private readonly Thread _thread;
    private volatile int _nextAt = DueAt;
    private bool _wanted;
    private bool _ending;

    internal Checkpointer(Database database)
    {
        _database = database;
        _thread = new Thread(Work) { IsBackground = true, Name = "policyguard store checkpoint" };
        _thread.Start();
    }

    /// <summary>Told the length of the log after each commit.</summary>
    internal void Committed(int logFrames)
    {
        if (logFrames < _nextAt)
        {
            if (_nextAt > DueAt && logFrames < DueAt)
            {
                _nextAt = DueAt;
            }

            return;
        }

        // Where readers or the disk hold it up, the next attempt comes after as many frames again.
        _nextAt = logFrames + DueAt;
        lock (_gate)
        {
            _wanted = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Copies the log now.</summary>
    /// <returns>Whether all of it was copied and synced; somebody else may be at it, or a reader of an old state prevent it.</returns>
    /// <exception cref="SqliteError">The disk is full, or fails.</exception>
    internal bool Run()
    {
        lock (_turn)
        {
            using var alone = FileLock.TryTake(_database.Path + ".checkpoint");
            if (alone is null)
            {
                return false;
            }

            using var writer = _database.OpenWriter();
            using var copier = _database.OpenWriter();

            // From here on the log holds a frame that nobody copied, and only we copy: nobody begins it anew during the first pass.
            Beat(writer);
            copier.CopyLog();

            Lock.TryBegin(writer, wait: true);
            bool complete;
            try
            {
                complete = copier.CopyLog();
            }
            finally
            {
                writer.Rollback();
            }

            if (complete)
            {
                // The first write after a complete copy begins the log anew and syncs its header: done here, so that no call waits for it.
                Beat(writer);
            }

            return complete;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ending = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    private static void Beat(Connection writer)
    {
        Lock.TryBegin(writer, wait: true);
        writer.Run("UPDATE pulse SET n = n + 1");
        writer.Run("COMMIT");
    }

    private void Work()
    {
        while (true)
        {
            lock (_gate)
            {
                while (!_wanted && !_ending)
                {
                    Monitor.Wait(_gate);
                }

                if (_ending)
                {
                    return;
                }

                _wanted = false;
            }

            try
            {
                Run();
            }
            catch (Exception e) when (e is SqliteError or StoreException or IOException)
            {
                // Costs nothing now: the log goes on growing, and appends say so if that fails.
            }
        }
    }
}
