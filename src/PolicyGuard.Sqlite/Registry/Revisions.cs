using PolicyGuard.Sqlite.Native;
using PolicyGuard.Sqlite.Writing;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>
/// The numbers that every change counts up, and every call asks for: all are read at once, and again only where something was committed
/// since, other than ledger entries by this process. The look-ups of a call then cost a glance at shared memory.
/// </summary>
/// <param name="quiet">What this process's own commits left untouched; null where it only reads.</param>
internal sealed class Revisions(QuietCommits? quiet)
{
    /// <summary>The name of the newest revision of any policy, which its own table keeps.</summary>
    internal const string NewestPolicy = "newest policy";

    private const string ReadAll =
        $"SELECT name, n FROM revisions UNION ALL SELECT '{NewestPolicy}', coalesce(max(revision), 0) FROM policies";

    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private Connection? _connection;
    private LogState? _log;
    private object? _stretch;

    /// <summary>A number as it is now. Used by one thread at a time.</summary>
    /// <exception cref="SqliteError">It cannot be read, or is missing.</exception>
    internal long Of(Connection connection, string name)
    {
        // Taken before the numbers are read: they are at least as new. Where it cannot be told, they are read each time.
        var log = connection.LogState;
        var ours = quiet?.Last is { } last && last.End == log ? last.Begin : null;
        if (log is null || !ReferenceEquals(connection, _connection) || (log != _log && (ours is null || ours != _stretch)))
        {
            (_log, _stretch) = (null, null);
            Read(connection);
        }

        (_connection, _log, _stretch) = (connection, log, ours ?? (log == _log ? _stretch : null));
        return _numbers.TryGetValue(name, out var number)
            ? number
            : throw new SqliteError(Codes.Corrupt, 0, $"the revision of {name} is missing");
    }

    private void Read(Connection connection)
    {
        _numbers.Clear();
        using var use = connection.Prepare(ReadAll);
        while (use.Statement.Step())
        {
            _numbers[use.Statement.Text(0)] = use.Statement.Int(1);
        }
    }
}
