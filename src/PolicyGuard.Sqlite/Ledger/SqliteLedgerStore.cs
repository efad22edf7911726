using System.Runtime.CompilerServices;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.Sqlite.Reading;
using PolicyGuard.Sqlite.Writing;

namespace PolicyGuard.Sqlite.Ledger;

/// <summary>The ledger in SQLite.</summary>
internal sealed class SqliteLedgerStore : ILedgerStore
{
    private readonly Database _database;
    private readonly Writer? _writer;
    private readonly Readers _readers;

    internal SqliteLedgerStore(Database database, Writer? writer, Readers readers)
    {
        _database = database;
        _writer = writer;
        _readers = readers;
    }

    public string? Fault => _writer is null ? OpenedReadOnly : _writer.Fault;

    private string OpenedReadOnly => $"{_database.Path} was opened for reading only";

    public ValueTask<long> AppendAsync(LedgerRecord record, Durability durability)
    {
        if (_writer is null)
        {
            throw new LedgerException($"the ledger entry was not stored: {OpenedReadOnly}");
        }

        var entry = new AppendEntry(record, durability == Durability.Full, _database.Path);
        _writer.Submit(entry);
        return entry.Task;
    }

    public bool TryAppendSoon(LedgerRecord record, Action<LedgerException> lost)
    {
        if (Fault is { } fault)
        {
            throw new LedgerException($"the ledger entry was not stored: {fault}");
        }

        return _writer!.TryRide(new AppendEntry(record, survivesPowerLoss: false, _database.Path, lost));
    }

    /// <remarks>
    /// Pages of bounded size, each its own short read: a slow reader never holds up the log's checkpoint. What is appended while
    /// reading in order is not seen; the end is fixed at the first page.
    /// </remarks>
    public async IAsyncEnumerable<StoredEntry> ReadAsync(LedgerQuery query, [EnumeratorCancellation] CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        if (_writer is not null)
        {
            await FlushAsync(_writer).ConfigureAwait(false);
        }

        var pages = new LedgerPages(query);
        while (!pages.AtEnd)
        {
            ct.ThrowIfCancellationRequested();
            foreach (var entry in Next(pages, ct))
            {
                yield return entry;
            }
        }
    }

    /// <summary>What was promised to be there soon is there for who reads here. Where it cannot be stored, the reader sees what is.</summary>
    private static async ValueTask FlushAsync(Writer writer)
    {
        try
        {
            await writer.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is SqliteError or StoreException or IOException or ObjectDisposedException)
        {
        }
    }

    private List<StoredEntry> Next(LedgerPages pages, CancellationToken ct)
    {
        try
        {
            return _readers.Read(pages.Next, ct);
        }
        catch (SqliteError e) when (e.Code == Codes.Interrupt && ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        catch (SqliteError e)
        {
            throw new LedgerException($"the ledger cannot be read: {Explain.Failure(_database.Path, e)}", e);
        }
    }
}
