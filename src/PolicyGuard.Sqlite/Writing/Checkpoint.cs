using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Writing;

/// <summary>Copies the write-ahead log into the database, so that it can begin from its start again and does not grow for ever.</summary>
/// <remarks>
/// SQLite up to 3.51.2 can lose committed transactions when a checkpoint runs while another connection begins the log anew
/// (https://sqlite.org/wal.html#walresetbug), and few systems ship a newer one. So nobody here checkpoints while anybody may write: SQLite's own
/// checkpointing is off on all our connections, and this one holds the write lock for its whole length. That costs everybody a few
/// milliseconds once in <see cref="DueAt"/> frames. (What SQLite does when the last connection closes is safe: it is alone then.)
/// </remarks>
internal sealed class Checkpoint : IDisposable
{
    /// <summary>Frames of some 4 KiB: about 16 MiB of log.</summary>
    private const int DueAt = 4096;

    private readonly Database _database;
    private Connection? _copier;
    private int _nextAt = DueAt;

    internal Checkpoint(Database database)
    {
        _database = database;
    }

    /// <summary>Whether the log is long enough to be copied.</summary>
    internal bool Due(Connection writer) => writer.LogFrames >= _nextAt;

    /// <summary>The file was opened anew.</summary>
    internal void Reopen()
    {
        _copier?.Dispose();
        _copier = null;
    }

    /// <summary>Copies the log.</summary>
    /// <param name="writer">The connection that takes the write lock; not in a transaction.</param>
    /// <returns>Whether all of it was copied; a reader of an old state may prevent that.</returns>
    /// <exception cref="SqliteError">The disk is full, or fails.</exception>
    internal bool Run(Connection writer)
    {
        // Where readers hold it up, or the disk is full, the next attempt comes after as many frames again.
        _nextAt = writer.LogFrames + DueAt;
        _copier ??= _database.OpenWriter();
        Lock.TryBegin(writer, wait: true);
        bool complete;
        try
        {
            complete = _copier.CopyLog();
        }
        finally
        {
            writer.Run("ROLLBACK");
        }

        if (complete)
        {
            // The first write after a complete copy begins the log anew and syncs its header: done here, so that no call waits for it.
            Lock.TryBegin(writer, wait: true);
            writer.Run("UPDATE pulse SET n = n + 1");
            writer.Run("COMMIT");
            _nextAt = DueAt;
        }

        return complete;
    }

    public void Dispose() => Reopen();
}
