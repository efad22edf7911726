using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>Policies made at run time, in SQLite: every version is a row that stays.</summary>
internal sealed class SqlitePolicyStore : IPolicyStore
{
    private const string Columns = "id, version, json, enabled, author, at";

    private readonly RegistryAccess _registry;
    private readonly TimeProvider _clock;

    internal SqlitePolicyStore(RegistryAccess registry, TimeProvider clock)
    {
        _registry = registry;
        _clock = clock;
    }

    public ValueTask<StoredPolicy> PutAsync(string id, string json, bool enabled, string author, CancellationToken ct = default) =>
        _registry.ChangeAsync(
            survivesPowerLoss: true,
            connection =>
            {
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
            using var use = connection.Prepare(
                $"SELECT {Columns} FROM policies AS p WHERE version = (SELECT max(version) FROM policies WHERE id = p.id) ORDER BY id");
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

    public ValueTask<long> RevisionAsync(CancellationToken ct = default) => ValueTask.FromResult(_registry.Read(
        connection =>
        {
            using var use = connection.Prepare("SELECT coalesce(max(revision), 0) FROM policies");
            return use.Statement.Step() ? use.Statement.Int(0) : 0;
        },
        ct));

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
