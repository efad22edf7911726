using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>Policies made at run time, in SQLite: every version is a row that stays.</summary>
internal sealed class SqlitePolicyStore : IPolicyStore
{
    private const string Columns = "id, version, json, enabled, author, at";

    private readonly RegistryAccess _registry;
    private readonly Lookups _lookups;
    private readonly TimeProvider _clock;

    internal SqlitePolicyStore(RegistryAccess registry, Lookups lookups, TimeProvider clock)
    {
        _registry = registry;
        _lookups = lookups;
        _clock = clock;
    }

    public ValueTask<StoredPolicy?> PutAsync(string id, string json, bool enabled, string author, long? revision = null, CancellationToken ct = default) =>
        _registry.ChangeAsync<StoredPolicy?>(
            survivesPowerLoss: true,
            connection =>
            {
                if (revision is { } judged && judged != Revision(connection))
                {
                    return null;
                }

                var policy = new StoredPolicy(id, NextVersion(connection, id), json, enabled, author, _clock.GetUtcNow().ToUniversalTime());
                using var insert = connection.Prepare($"INSERT INTO policies ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
                insert.Statement
                    .Bind(1, id)
                    .Bind(2, policy.Version)
                    .Bind(3, json)
                    .Bind(4, enabled ? 1 : 0)
                    .Bind(5, author)
                    .Bind(6, Moment.Store(policy.At))
                    .Run();
                return policy;
            },
            ct);

    public ValueTask<IReadOnlyList<StoredPolicy>> ListAsync(CancellationToken ct = default) => ValueTask.FromResult(_registry.Read(
        connection =>
        {
            // The groups are read from the index of (id, version), which holds the revision too; of each policy one row is read.
            using var use = connection.Prepare(
                """
                SELECT p.id, p.version, p.json, p.enabled, p.author, p.at
                FROM (SELECT id, max(version) AS newest, min(revision) AS first FROM policies GROUP BY id) AS n
                JOIN policies AS p ON p.id = n.id AND p.version = n.newest
                ORDER BY n.first
                """);
            return All(use.Statement);
        },
        ct));

    public ValueTask<IReadOnlyList<StoredPolicy>> HistoryAsync(string id, CancellationToken ct = default) =>
        ValueTask.FromResult(_registry.Read(
            connection =>
            {
                using var use = connection.Prepare($"SELECT {Columns} FROM policies WHERE id = ?1 ORDER BY version DESC");
                return All(use.Statement.Bind(1, id));
            },
            ct));

    public ValueTask<long> RevisionAsync(CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_lookups.Run(_lookups.Revisions, static (connection, revisions) => revisions.Of(connection, Revisions.NewestPolicy)));
    }

    // The row ids count up, and rows stay: the last one is found without reading the table.
    private static long Revision(Connection connection)
    {
        using var use = connection.Prepare("SELECT max(revision) FROM policies");
        return use.Statement.Step() ? use.Statement.Int(0) : 0;
    }

    private static long NextVersion(Connection connection, string id)
    {
        using var use = connection.Prepare("SELECT coalesce(max(version), 0) + 1 FROM policies WHERE id = ?1");
        return use.Statement.Bind(1, id).Step() ? use.Statement.Int(0) : 1;
    }

    private static IReadOnlyList<StoredPolicy> All(Statement rows)
    {
        var policies = new List<StoredPolicy>();
        while (rows.Step())
        {
            policies.Add(new StoredPolicy(rows.Text(0), rows.Int(1), rows.Text(2), rows.Int(3) != 0, rows.Text(4), Moment.Load(rows.Int(5))));
        }

        return policies;
    }
}
