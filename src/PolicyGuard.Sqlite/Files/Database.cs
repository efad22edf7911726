using PolicyGuard.Sqlite.Native;
using PolicyGuard.Sqlite.Schema;

namespace PolicyGuard.Sqlite.Files;

/// <summary>
/// The database file, and how connections to it are opened. Once it was opened it is never created anew: a file that vanished is a
/// fault, not a fresh start.
/// </summary>
internal sealed class Database
{
    private static readonly TimeSpan OpeningWait = TimeSpan.FromSeconds(10);

    private Database(string path, bool readOnly)
    {
        Path = path;
        ReadOnly = readOnly;
    }

    /// <summary>The file.</summary>
    internal string Path { get; }

    /// <summary>Whether this process only reads.</summary>
    internal bool ReadOnly { get; }

    /// <summary>Opens the folder's database for reading and writing, making it where there is none.</summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    internal static Database OpenOrCreate(string folder) => Guarded(DataFolder.DatabaseIn(folder), path =>
    {
        DataFolder.Prepare(folder);
        using var connection = Connection.Open(path, readOnly: false);
        connection.WaitForLocks(OpeningWait);
        SchemaGuard.Apply(connection);
        return new Database(path, readOnly: false);
    });

    /// <summary>Opens the folder's database for reading only.</summary>
    /// <exception cref="StoreException">There is none, or it cannot be read.</exception>
    internal static Database OpenExisting(string folder) => Guarded(DataFolder.DatabaseIn(folder), path =>
    {
        if (!File.Exists(path))
        {
            throw new StoreException($"{path} does not exist: nothing was recorded in this data folder yet, or it is another folder.");
        }

        using var connection = Connection.Open(path, readOnly: true);
        connection.WaitForLocks(OpeningWait);
        var version = SchemaGuard.Check(connection);
        return version == Migration.Newest
            ? new Database(path, readOnly: true)
            : throw new StoreException(
                $"{path} has schema version {version}, older than this program reads. " +
                "Start PolicyGuard once on this folder to bring it up to date.");
    });

    /// <summary>A connection for reading.</summary>
    /// <exception cref="SqliteError">The file cannot be opened.</exception>
    internal Connection OpenReader()
    {
        var connection = Connection.Open(Path, readOnly: true);
        return Prepare(connection, static _ => { });
    }

    /// <summary>
    /// A connection for writing, or for checkpoints. Once it is open it does not wait for locks by itself: <see cref="Writing.Lock"/>
    /// does.
    /// </summary>
    /// <exception cref="SqliteError">The file cannot be opened.</exception>
    internal Connection OpenWriter()
    {
        var connection = Connection.Open(Path, readOnly: false);
        return Prepare(connection, static connection =>
        {
            SchemaGuard.Check(connection);
            connection.RunOnce("PRAGMA synchronous = NORMAL");
            connection.RunOnce("PRAGMA journal_size_limit = 67108864");
            connection.WaitForLocks(TimeSpan.Zero);
        });
    }

    private static Connection Prepare(Connection connection, Action<Connection> more)
    {
        try
        {
            // Another process may just be closing the file as its last user, or mending it after a crash: both take the whole file for a
            // moment.
            connection.WaitForLocks(OpeningWait);
            connection.RunOnce("PRAGMA cache_size = -1024");
            connection.RunOnce("PRAGMA trusted_schema = OFF");
            connection.RunOnce("PRAGMA cell_size_check = ON");
            // The first read opens the write-ahead log.
            connection.Number("SELECT count(*) FROM pulse");
            more(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static Database Guarded(string path, Func<string, Database> open)
    {
        SqliteLibrary.Require();
        try
        {
            return open(path);
        }
        catch (Exception e) when (e is SqliteError or IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"cannot open the store: {Explain.Failure(path, e)}", e);
        }
    }
}
