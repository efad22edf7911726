using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.Sqlite.Reading;
using PolicyGuard.Sqlite.Writing;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>Reads and changes for the registry's stores, with failures in the registry's words.</summary>
internal sealed class RegistryAccess
{
    private readonly Database _database;
    private readonly Writer? _writer;
    private readonly Readers _readers;

    internal RegistryAccess(Database database, Writer? writer, Readers readers)
    {
        _database = database;
        _writer = writer;
        _readers = readers;
    }

    /// <summary>Grows whenever the file had to be opened anew.</summary>
    internal int Generation => _writer?.Generation ?? 0;

    /// <summary>What this process's own commits left untouched; null where it only reads.</summary>
    internal QuietCommits? Quiet => _writer?.Quiet;

    /// <summary>A connection of one's own, for look-ups that are too frequent to share one.</summary>
    /// <exception cref="RegistryException">It cannot be opened.</exception>
    internal Connection OpenReader()
    {
        try
        {
            return _database.OpenReader();
        }
        catch (SqliteError e)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>Reads.</summary>
    /// <exception cref="RegistryException">It cannot be read.</exception>
    internal T Read<T>(Func<Connection, T> read, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            return _readers.Read(read, ct);
        }
        catch (SqliteError e) when (e.Code == Codes.Interrupt && ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        catch (SqliteError e)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>Changes, in one transaction. Cancelling stops the waiting, not a change that is already under way.</summary>
    /// <param name="survivesPowerLoss">Whether to answer only when the change would survive power loss.</param>
    /// <param name="change">What to change; a <see cref="Refused"/> undoes it.</param>
    /// <param name="ct">Cancels the waiting.</param>
    /// <exception cref="RegistryException">It cannot be stored, or was refused.</exception>
    internal ValueTask<T> ChangeAsync<T>(bool survivesPowerLoss, Func<Connection, T> change, CancellationToken ct) =>
        SubmitAsync(new Change<T>(survivesPowerLoss, change), ct);

    /// <summary>As above, for what no look-up keeps in memory; it survives a killed process.</summary>
    /// <exception cref="RegistryException">It cannot be stored.</exception>
    internal ValueTask<T> ChangeQuietlyAsync<T>(Func<Connection, T> change, CancellationToken ct) =>
        SubmitAsync(new Change<T>(survivesPowerLoss: false, change, quiet: true), ct);

    internal RegistryException Unreadable(Exception e) => new($"the registry cannot be read: {Explain.Failure(_database.Path, e)}", e);

    private async ValueTask<T> SubmitAsync<T>(Change<T> write, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (_writer is null)
        {
            throw new RegistryException($"nothing was stored: {_database.Path} was opened for reading only");
        }

        _writer.Submit(write);
        try
        {
            return await write.Task.WaitAsync(ct).ConfigureAwait(false);
        }
        catch (Refused e)
        {
            throw new RegistryException(e.Message, e) { IsConflict = true };
        }
        catch (Exception e) when (e is SqliteError or StoreException)
        {
            throw new RegistryException($"nothing was stored: {Explain.Failure(_database.Path, e)}", e);
        }
    }
}
