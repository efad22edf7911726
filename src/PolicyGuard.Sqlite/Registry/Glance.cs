using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>
/// A number of the database that every call asks for, read again only where something was committed since. Several look-ups of one call,
/// and of calls between two commits, then cost a glance at shared memory.
/// </summary>
internal sealed class Glance(Func<Connection, long> read)
{
    private Connection? _connection;
    private LogState? _log;
    private long _number;

    /// <summary>The number as it is now. Used by one thread at a time.</summary>
    /// <exception cref="SqliteError">It cannot be read.</exception>
    internal long Of(Connection connection)
    {
        // Taken before the number is read: what is read is at least as new. Where it cannot be told, the number is read each time.
        var log = connection.LogState;
        if (log is null || log != _log || !ReferenceEquals(connection, _connection))
        {
            _log = null;
            _number = read(connection);
            (_connection, _log) = (connection, log);
        }

        return _number;
    }
}
