using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Verification;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Ledger;

/// <summary>Shows a verifier what lies in the database.</summary>
internal sealed class SqliteLogScan(LedgerAccess ledger) : ILogScan
{
    public int Entries(long from, int most, RawEntrySeen see) => ledger.Read(
        connection =>
        {
            using var use = connection.Prepare(
                """
                SELECT idx, json, leaf_hash, at, kind, call_id, agent, target, action_type, effect, reason
                FROM ledger WHERE idx >= ?1 ORDER BY idx LIMIT ?2
                """);
            var row = use.Statement.Bind(1, from).Bind(2, most);
            var count = 0;
            for (; row.Step(); count++)
            {
                see(new RawEntry
                {
                    Index = row.Int(0),
                    Json = row.BlobSpan(1),
                    LeafHash = row.BlobSpan(2),
                    At = row.Int(3),
                    Kind = row.Int(4),
                    CallId = row.BlobSpan(5),
                    Agent = row.BlobSpan(6),
                    Target = row.BlobSpan(7),
                    ActionType = row.BlobSpan(8),
                    Effect = row.BlobSpan(9),
                    Reason = row.BlobSpan(10),
                });
            }

            return count;
        },
        CancellationToken.None);

    public byte[] Hashes(int level, long first, int count) => ledger.Read(connection => TreeNodes.Read(connection, level, first, count), CancellationToken.None);

    public bool HasSpan(long block, long earliest, long latest) => ledger.Read(
        connection =>
        {
            using var use = connection.Prepare("SELECT 1 FROM ledger_blocks WHERE block = ?1 AND earliest = ?2 AND latest = ?3");
            return use.Statement.Bind(1, block).Bind(2, earliest).Bind(3, latest).Step();
        },
        CancellationToken.None);

    public IReadOnlyList<StoredCheckpoint> Checkpoints(long after, int most) => ledger.Read(
        connection =>
        {
            var found = new List<StoredCheckpoint>();
            using var use = connection.Prepare("SELECT size, at, note FROM ledger_checkpoints WHERE size > ?1 ORDER BY size LIMIT ?2");
            var row = use.Statement.Bind(1, after).Bind(2, most);
            while (row.Step())
            {
                found.Add(new StoredCheckpoint(row.Int(0), Moment.Load(row.Int(1)), row.Blob(2)));
            }

            return found;
        },
        CancellationToken.None);

    public IReadOnlyList<StoredSeal> Seals(long after, int most) => ledger.Read(
        connection =>
        {
            var found = new List<StoredSeal>();
            using var use = connection.Prepare("SELECT idx, first_idx, end_idx, at, promise FROM ledger_seals WHERE idx > ?1 ORDER BY idx LIMIT ?2");
            var row = use.Statement.Bind(1, after).Bind(2, most);
            while (row.Step())
            {
                found.Add(new StoredSeal(row.Int(0), row.Int(1), row.Int(2), Moment.Load(row.Int(3)), row.Blob(4)));
            }

            return found;
        },
        CancellationToken.None);
}
