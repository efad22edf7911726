using System.Runtime.InteropServices;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.Sqlite.Reading;
using PolicyGuard.Sqlite.Writing;

namespace PolicyGuard.Sqlite.Ledger;

/// <summary>
/// Counts and finds by columns: whole blocks that lie within a span are counted from their columns, the few at its edges and the newest
/// entries one by one. Everything is read from one snapshot.
/// </summary>
internal sealed class SqliteLedgerIndex : ILedgerIndex
{
    /// <summary>Blocks per write: other writers get their turn within milliseconds.</summary>
    private const int Batch = 16;

    private readonly Database _database;
    private readonly Writer? _writer;
    private readonly Readers _readers;
    private readonly LedgerKeys _keys = new();

    internal SqliteLedgerIndex(Database database, Writer? writer, Readers readers)
    {
        _database = database;
        _writer = writer;
        _readers = readers;
    }

    public async ValueTask<IReadOnlyList<LedgerTally>> TallyAsync(DateTimeOffset? since, DateTimeOffset? until, CancellationToken ct)
    {
        await CatchUpAsync(ct).ConfigureAwait(false);
        return Read(
            connection =>
            {
                var single = new Dictionary<LedgerKey, long>();
                var keys = _keys.Read(connection);
                var counts = new long[keys.Count + 1];
                Span(
                    connection, keys.Count, since, until,
                    (_, column) =>
                    {
                        foreach (var number in LedgerColumns.Numbers(column))
                        {
                            counts[number]++;
                        }
                    },
                    (_, key) => CollectionsMarshal.GetValueRefOrAddDefault(single, key, out var _)++);
                for (var i = 0; i < keys.Count; i++)
                {
                    if (counts[i + 1] > 0)
                    {
                        CollectionsMarshal.GetValueRefOrAddDefault(single, keys[i], out _) += counts[i + 1];
                    }
                }

                return single.Select(static pair => new LedgerTally(pair.Key, pair.Value)).ToList();
            },
            ct);
    }

    public async ValueTask<LedgerFound> FindAsync(Func<LedgerKey, bool> wanted, DateTimeOffset? since, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        await CatchUpAsync(ct).ConfigureAwait(false);
        return Read(
            connection =>
            {
                var keys = _keys.Read(connection);
                var hits = new bool[keys.Count + 1];
                for (var i = 0; i < keys.Count; i++)
                {
                    hits[i + 1] = wanted(keys[i]);
                }

                var total = 0L;
                var newest = new List<long>();
                Span(
                    connection, keys.Count, since, null,
                    (block, column) =>
                    {
                        var numbers = LedgerColumns.Numbers(column);
                        for (var i = numbers.Length - 1; i >= 0; i--)
                        {
                            if (hits[numbers[i]])
                            {
                                See((block * TimeBlocks.Size) + i);
                            }
                        }
                    },
                    (index, key) =>
                    {
                        if (wanted(key))
                        {
                            See(index);
                        }
                    });
                return new LedgerFound(total, Entries(connection, newest));

                void See(long index)
                {
                    total++;
                    if (newest.Count < limit)
                    {
                        newest.Add(index);
                    }
                }
            },
            ct);
    }

    public async ValueTask<LedgerFound> UnclosedAsync(DateTimeOffset? since, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        await CatchUpAsync(ct).ConfigureAwait(false);
        return Read(
            connection =>
            {
                var found = UnclosedCalls.Find(connection, _keys.Read(connection), since);
                return new LedgerFound(found.Count, Entries(connection, found[..Math.Min(limit, found.Count)]));
            },
            ct);
    }

    /// <summary>Newest first: the entries behind the last complete block, then block by block.</summary>
    internal static void Span(Connection connection, int keys, DateTimeOffset? since, DateTimeOffset? until, SeeColumn whole, Action<long, LedgerKey> one)
    {
        var (from, before) = (since is { } s ? Moment.Store(s) : long.MinValue, until is { } u ? Moment.Store(u) : long.MaxValue);
        var tail = connection.Number("SELECT coalesce(max(block) + 1, 0) FROM ledger_blocks") * TimeBlocks.Size;
        LedgerColumns.Walk(connection, tail, long.MaxValue, from, before, one);
        using var use = connection.Prepare(
            """
            SELECT b.block, b.earliest, b.latest, c.keys FROM ledger_blocks b LEFT JOIN ledger_columns c ON c.block = b.block
            WHERE b.latest >= ?1 AND b.earliest < ?2 ORDER BY b.block DESC
            """);
        use.Statement.Bind(1, from).Bind(2, before);
        while (use.Statement.Step())
        {
            var block = use.Statement.Int(0);
            if (use.Statement.Int(1) >= from && use.Statement.Int(2) < before && use.Statement.BlobSpan(3) is var column && LedgerColumns.IsSound(column, keys))
            {
                whole(block, column);
            }
            else
            {
                LedgerColumns.Walk(connection, block * TimeBlocks.Size, (block + 1) * TimeBlocks.Size, from, before, one);
            }
        }
    }

    private static List<StoredEntry> Entries(Connection connection, List<long> indexes)
    {
        var entries = new List<StoredEntry>(indexes.Count);
        using var use = connection.Prepare("SELECT idx, json, leaf_hash FROM ledger WHERE idx = ?1");
        foreach (var index in indexes)
        {
            if (use.Statement.Bind(1, index).Step())
            {
                entries.Add(new StoredEntry(use.Statement.Int(0), use.Statement.Blob(1), use.Statement.Blob(2)));
            }

            use.Statement.Reset();
        }

        return entries;
    }

    // Where nothing may be written, or writing fails, counting works all the same: from the entries themselves, and slower.
    private async ValueTask CatchUpAsync(CancellationToken ct)
    {
        if (_writer is null)
        {
            return;
        }

        try
        {
            await _writer.FlushAsync().ConfigureAwait(false);
            while (_writer.Fault is null)
            {
                ct.ThrowIfCancellationRequested();
                var blocks = _readers.Read(connection => LedgerColumns.Missing(connection, Batch).ConvertAll(block => (Block: block, Entries: LedgerColumns.Entries(connection, block))), ct);
                if (blocks.Count == 0)
                {
                    return;
                }

                var write = new Change<int>(
                    survivesPowerLoss: false,
                    connection =>
                    {
                        var numbers = new Dictionary<LedgerKey, int>();
                        foreach (var (block, entries) in blocks)
                        {
                            LedgerColumns.Keep(connection, block, entries, numbers);
                        }

                        return blocks.Count;
                    });
                _writer.Submit(write);
                await write.Task.WaitAsync(ct).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SqliteError or StoreException or IOException or ObjectDisposedException)
        {
        }
    }

    private T Read<T>(Func<Connection, T> read, CancellationToken ct)
    {
        try
        {
            return _readers.Read(
                connection =>
                {
                    connection.Run("BEGIN");
                    try
                    {
                        return read(connection);
                    }
                    finally
                    {
                        connection.Rollback();
                    }
                },
                ct);
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

    internal delegate void SeeColumn(long block, ReadOnlySpan<byte> column);
}
