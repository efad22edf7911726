using PolicyGuard.Ledger;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.Sqlite.Reading;
using PolicyGuard.Sqlite.Writing;

namespace PolicyGuard.Sqlite.Ledger;

/// <summary>Reads and changes for the parts of the ledger that are not on the append path, with failures in the ledger's words.</summary>
internal sealed class LedgerAccess(Database database, Writer? writer, Readers readers)
{
    /// <summary>The file.</summary>
    internal string Path => database.Path;

    /// <summary>Reads.</summary>
    /// <exception cref="LedgerException">It cannot be read.</exception>
    internal T Read<T>(Func<Connection, T> read, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            return readers.Read(read, ct);
        }
        catch (SqliteError e) when (e.Code == Codes.Interrupt && ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        catch (SqliteError e)
        {
            throw new LedgerException($"the ledger cannot be read: {Explain.Failure(database.Path, e)}", e);
        }
    }

    /// <summary>Changes, in one transaction.</summary>
    /// <exception cref="LedgerException">It cannot be stored.</exception>
    internal async ValueTask<T> ChangeAsync<T>(bool survivesPowerLoss, Func<Connection, T> change)
    {
        if (writer is null)
        {
            throw new LedgerException($"nothing was stored: {database.Path} was opened for reading only");
        }

        var write = new Change<T>(survivesPowerLoss, change);
        try
        {
            writer.Submit(write);
            return await write.Task.ConfigureAwait(false);
        }
        catch (Exception e) when (e is SqliteError or StoreException or ObjectDisposedException)
        {
            throw new LedgerException($"nothing was stored: {Explain.Failure(database.Path, e)}", e);
        }
    }
}
