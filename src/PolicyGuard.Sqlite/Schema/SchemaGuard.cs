using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Schema;

/// <summary>Brings a database to the newest schema, and refuses one that is not ours or newer than we know.</summary>
internal static class SchemaGuard
{
    /// <summary><c>PGrd</c>, in <c>PRAGMA application_id</c>.</summary>
    private const long ApplicationId = 0x50477264;

    private static readonly TimeSpan OpeningWait = TimeSpan.FromSeconds(10);

    /// <summary>Checks and, where needed, migrates. Racing processes wait for each other.</summary>
    /// <exception cref="StoreException">Not ours, or newer.</exception>
    /// <exception cref="SqliteError">It cannot be read or written.</exception>
    internal static void Apply(Connection connection)
    {
        var version = Check(connection);
        if (version < Migration.Newest)
        {
            UseWriteAheadLog(connection);
            connection.RunOnce("BEGIN IMMEDIATE");
            try
            {
                Migrate(connection, Check(connection));
                connection.RunOnce("COMMIT");
            }
            catch
            {
                connection.Rollback();
                throw;
            }
        }

        UseWriteAheadLog(connection);
    }

    /// <summary>The database's version; 0 where it is empty.</summary>
    /// <exception cref="StoreException">Not ours, or newer.</exception>
    /// <exception cref="SqliteError">It cannot be read.</exception>
    internal static long Check(Connection connection)
    {
        var (application, version, empty) = connection.InTransaction ? Read(connection) : ReadAtOnce(connection);
        if (application != ApplicationId && (application != 0 || version != 0 || !empty))
        {
            throw new StoreException(
                $"{connection.Path} is a SQLite database of another program and was left as it is. " +
                "Choose another data folder, or move the file away.");
        }

        return version <= Migration.Newest
            ? version
            : throw new StoreException(
                $"{connection.Path} has schema version {version}; this program knows up to {Migration.Newest} and left it as it is. " +
                "Use the newer program that wrote it.");
    }

    /// <summary>In one transaction: another process may just be making the tables.</summary>
    private static (long Application, long Version, bool Empty) ReadAtOnce(Connection connection)
    {
        connection.RunOnce("BEGIN");
        try
        {
            return Read(connection);
        }
        finally
        {
            connection.Rollback();
        }
    }

    private static (long Application, long Version, bool Empty) Read(Connection connection) => (
        connection.Number("PRAGMA application_id"),
        connection.Number("PRAGMA user_version"),
        connection.Number("SELECT count(*) FROM sqlite_schema") == 0);

    private static void Migrate(Connection connection, long from)
    {
        foreach (var step in Migration.All.Where(step => step.Version > from))
        {
            foreach (var sql in step.Statements)
            {
                connection.RunOnce(sql);
            }

            step.Then?.Invoke(connection);
            connection.RunOnce($"PRAGMA user_version = {step.Version}");
        }

        connection.RunOnce($"PRAGMA application_id = {ApplicationId}");
    }

    /// <summary>The mode is kept in the file. Setting it needs the file for oneself, and SQLite does not wait for that by itself.</summary>
    private static void UseWriteAheadLog(Connection connection)
    {
        var giveUp = Environment.TickCount64 + (long)OpeningWait.TotalMilliseconds;
        while (true)
        {
            try
            {
                using var use = connection.PrepareOnce("PRAGMA journal_mode = WAL");
                var mode = use.Statement.Step() ? use.Statement.Text(0) : "";
                if (mode == "wal")
                {
                    return;
                }

                throw new StoreException(
                    $"{connection.Path}: SQLite cannot keep a write-ahead log here (journal mode stays '{mode}'). " +
                    "Put the data folder on a local disk, not on a network share.");
            }
            catch (SqliteError error) when (error.Code is Codes.Busy && Environment.TickCount64 < giveUp)
            {
                Thread.Sleep(2);
            }
        }
    }
}
