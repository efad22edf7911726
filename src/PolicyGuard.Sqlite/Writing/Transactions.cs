using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Writing;

/// <summary>
/// Runs groups of writes, one transaction each, and knows whether that works. Used by one thread at a time: <see cref="Writer"/> sees
/// to it.
/// </summary>
internal sealed class Transactions : IDisposable
{
    private readonly Database _database;
    private readonly Action _wake;
    private readonly Syncer _syncer;
    private readonly Checkpointer _checkpointer;
    private Connection? _connection;
    private volatile string? _fault;
    private volatile bool _unsynced;
    private volatile int _generation;

    /// <param name="database">The file.</param>
    /// <param name="wake">Called when a fault appears from elsewhere.</param>
    internal Transactions(Database database, Action wake)
    {
        _database = database;
        _wake = wake;
        _connection = database.OpenWriter();
        _syncer = new Syncer(database.OpenReader, SyncFailed);
        _checkpointer = new Checkpointer(database);
    }

    /// <summary>Why writing fails at present, or null.</summary>
    internal string? Fault => _fault;

    /// <summary>Grows whenever the file had to be opened anew.</summary>
    internal int Generation => _generation;

    /// <summary>What our commits left untouched.</summary>
    internal QuietCommits Quiet { get; } = new();

    /// <summary>Commits the writes together and tells each what became of it. Without any, finds out whether writing works.</summary>
    /// <param name="group">The writes, in order.</param>
    /// <param name="wait">Whether to wait while another process holds the lock.</param>
    /// <param name="kept">Gets the writes that nobody waits for where the transaction failed: they are still to be written.</param>
    /// <returns>False where another process held the lock and waiting was not wanted: nothing happened.</returns>
    internal bool TryCommit(List<Write> group, bool wait, List<Write> kept)
    {
        List<Write>? refused = null;
        try
        {
            var connection = Ready();
            if (!Lock.TryBegin(connection, wait))
            {
                return false;
            }

            if (connection.Moved)
            {
                throw new SqliteError(Codes.ReadOnlyMoved, 0, "the database file was deleted, renamed or replaced while it was in use");
            }

            var before = connection.LogState;
            var quiet = group.Count > 0;
            if (group.Count == 0)
            {
                connection.Run("UPDATE pulse SET n = n + 1");
            }

            foreach (var write in group)
            {
                quiet &= write.IsQuiet;
                if (!Ran(connection, write))
                {
                    (refused ??= []).Add(write);
                }
            }

            connection.Run("COMMIT");
            Quiet.Committed(before, connection.LogState, connection.LogFrames, quiet);
            _checkpointer.Committed(connection.LogFrames);
        }
        catch (Exception e)
        {
            GiveUp(e);
            foreach (var write in group)
            {
                if (refused?.Contains(write) == true)
                {
                    continue;
                }

                if (write.Rides)
                {
                    kept.Add(write);
                }
                else
                {
                    write.Fail(e);
                }
            }

            return true;
        }

        _fault = _unsynced ? _fault : null;
        _syncer.Committed();
        foreach (var write in group)
        {
            if (refused?.Contains(write) == true)
            {
                continue;
            }

            if (write.SurvivesPowerLoss)
            {
                _syncer.TellWhenSynced(write);
            }
            else
            {
                write.Succeed();
            }
        }

        return true;
    }

    public void Dispose()
    {
        _checkpointer.Dispose();
        _syncer.Dispose();
        _connection?.Dispose();
    }

    /// <summary>Runs one write of a group; false where it alone failed and was told so.</summary>
    private static bool Ran(Connection connection, Write write)
    {
        try
        {
            write.Run(connection);
            return true;
        }
        catch (Exception e) when (connection.InTransaction && e is not SqliteError { StatementOnly: false })
        {
            write.Fail(e);
            return false;
        }
    }

    /// <summary>
    /// The connection, opened anew after a failure; after a failed sync only once all that was committed has reached the database by
    /// another way.
    /// </summary>
    private Connection Ready()
    {
        if (_connection is null)
        {
            _connection = _database.OpenWriter();
            _generation++;
            _syncer.Reopen();
        }

        if (_unsynced)
        {
            // A system may report a failed sync once and forget the pages. A whole checkpoint writes and syncs them again, elsewhere.
            if (!_checkpointer.Run())
            {
                throw new SqliteError(Codes.IoError, 0, _fault ?? "the disk failed to sync");
            }

            _unsynced = false;
        }

        return _connection;
    }

    private void GiveUp(Exception cause)
    {
        _fault = Explain.Failure(_database.Path, cause);
        if (cause is SqliteError { ConnectionUsable: true })
        {
            Rollback();
        }
        else
        {
            _connection?.Dispose();
            _connection = null;
        }
    }

    private void Rollback()
    {
        try
        {
            _connection?.Rollback();
        }
        catch (SqliteError)
        {
            _connection?.Dispose();
            _connection = null;
        }
    }

    private void SyncFailed(Exception? cause)
    {
        if (cause is not null)
        {
            _unsynced = true;
            _fault = Explain.Failure(_database.Path, cause);
            _wake();
        }
    }
}
