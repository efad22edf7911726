using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Tree;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.Sqlite.Writing;

namespace PolicyGuard.Sqlite.Ledger;

/// <summary>Checkpoints, seals, keys and the tree, in SQLite.</summary>
internal sealed class SqliteLogStore(LedgerAccess ledger) : ILogStore
{
    private const string SizeSql = "SELECT coalesce(max(idx) + 1, 0) FROM ledger";

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(int level, long first, int count, CancellationToken ct)
    {
        var hashes = ledger.Read(connection => TreeNodes.Read(connection, level, first, count), ct);
        return hashes.Length == count * TreeHash.Size
            ? ValueTask.FromResult<ReadOnlyMemory<byte>>(hashes)
            : throw new PolicyGuard.Ledger.LedgerException($"{ledger.Path}: the tree lacks hash {first + (hashes.Length / TreeHash.Size)} of level {level}; `policyguard audit verify` says more");
    }

    public IDisposable? TryLock() => FileLock.TryTake(ledger.Path + ".publish");

    public ValueTask<long> SettleAsync() => ledger.ChangeAsync(survivesPowerLoss: true, static connection => connection.Number(SizeSql));

    public ValueTask<LogExtent> ExtentAsync(CancellationToken ct) => ValueTask.FromResult(ledger.Read(
        static connection =>
        {
            connection.Run("BEGIN");
            try
            {
                return new LogExtent(
                    connection.Number(SizeSql),
                    connection.Number("SELECT before FROM ledger_pruned"),
                    connection.Number("SELECT coalesce(max(end_idx), 0) FROM ledger_seals WHERE idx = (SELECT max(idx) FROM ledger_seals)"),
                    Newest(connection, long.MaxValue));
            }
            finally
            {
                connection.Rollback();
            }
        },
        ct));

    public ValueTask<StoredCheckpoint?> CheckpointAsync(long atMost, CancellationToken ct) =>
        ValueTask.FromResult(ledger.Read(connection => Newest(connection, atMost), ct));

    public ValueTask<bool> TryAddAsync(StoredCheckpoint next, long after, IReadOnlyList<StoredSeal> seals) => ledger.ChangeAsync(
        survivesPowerLoss: true,
        connection =>
        {
            if ((Newest(connection, long.MaxValue)?.Size ?? 0) != after || next.Size <= after)
            {
                return false;
            }

            Add(connection, next);
            foreach (var seal in seals)
            {
                Add(connection, seal);
            }

            return true;
        });

    public ValueTask<StoredSeal?> SealAsync(long index, CancellationToken ct) => ValueTask.FromResult(ledger.Read(
        connection =>
        {
            using var use = connection.Prepare("SELECT idx, first_idx, end_idx, at, promise FROM ledger_seals WHERE first_idx <= ?1 ORDER BY first_idx DESC LIMIT 1");
            var row = use.Statement.Bind(1, index);
            return row.Step() && index < row.Int(2) ? Seal(row) : null;
        },
        ct));

    public ValueTask<IReadOnlyList<string>> KeyLinksAsync(CancellationToken ct) => ValueTask.FromResult(ledger.Read<IReadOnlyList<string>>(
        static connection =>
        {
            var links = new List<string>();
            using var use = connection.Prepare("SELECT link FROM log_keys ORDER BY seq");
            while (use.Statement.Step())
            {
                links.Add(use.Statement.Text(0));
            }

            return links;
        },
        ct));

    public ValueTask<bool> TryAddKeyLinkAsync(int sequence, string link) => ledger.ChangeAsync(
        survivesPowerLoss: true,
        connection =>
        {
            if (connection.Number("SELECT count(*) FROM log_keys") != sequence)
            {
                return false;
            }

            using var use = connection.Prepare("INSERT INTO log_keys (seq, link) VALUES (?1, ?2)");
            use.Statement.Bind(1, sequence).Bind(2, link).Run();
            return true;
        });

    public ValueTask<long> OlderAsync(DateTimeOffset before, CancellationToken ct) =>
        ValueTask.FromResult(ledger.Read(connection => Pruning.Older(connection, Moment.Store(before)), ct));

    public ValueTask<long> PruneAsync(long before) => ledger.ChangeAsync(survivesPowerLoss: true, connection => Pruning.Run(connection, before));

    private static StoredCheckpoint? Newest(Connection connection, long atMost)
    {
        using var use = connection.Prepare("SELECT size, at, note FROM ledger_checkpoints WHERE size <= ?1 ORDER BY size DESC LIMIT 1");
        var row = use.Statement.Bind(1, atMost);
        return row.Step() ? new StoredCheckpoint(row.Int(0), Moment.Load(row.Int(1)), row.Blob(2)) : null;
    }

    private static StoredSeal Seal(Statement row) => new(row.Int(0), row.Int(1), row.Int(2), Moment.Load(row.Int(3)), row.Blob(4));

    private static void Add(Connection connection, StoredCheckpoint next)
    {
        using var use = connection.Prepare("INSERT INTO ledger_checkpoints (size, at, note) VALUES (?1, ?2, ?3)");
        Run(use.Statement.Bind(1, next.Size).Bind(2, Moment.Store(next.At)), 3, next.Note.Span);
    }

    private static void Add(Connection connection, StoredSeal seal)
    {
        using var use = connection.Prepare("INSERT INTO ledger_seals (idx, first_idx, end_idx, at, promise) VALUES (?1, ?2, ?3, ?4, ?5)");
        Run(use.Statement.Bind(1, seal.Index).Bind(2, seal.First).Bind(3, seal.End).Bind(4, Moment.Store(seal.At)), 5, seal.Promise.Span);
    }

    private static unsafe void Run(Statement statement, int index, ReadOnlySpan<byte> blob)
    {
        fixed (byte* start = blob)
        {
            statement.BindPinned(index, start, blob.Length).Run();
        }
    }
}
