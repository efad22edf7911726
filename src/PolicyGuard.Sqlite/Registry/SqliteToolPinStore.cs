using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>Pinned tool definitions in SQLite.</summary>
internal sealed class SqliteToolPinStore : IToolPinStore
{
    private const string Columns = "upstream, tool, hash, definition, pinned_at, changed_hash, changed_definition";

    private readonly RegistryAccess _registry;
    private readonly TimeProvider _clock;
    private readonly RevisionCache<(string Upstream, string Tool), ToolPin> _cache;

    internal SqliteToolPinStore(RegistryAccess registry, Lookups lookups, TimeProvider clock)
    {
        _registry = registry;
        _clock = clock;
        _cache = new RevisionCache<(string Upstream, string Tool), ToolPin>(lookups, "tool_pins", Find);
    }

    /// <remarks>
    /// A quarantine is lifted by people only: an upstream that shows the pinned definition again after a changed one stays quarantined,
    /// or it could show each caller what suits it and leave no trace.
    /// </remarks>
    public ValueTask<ToolPin> PinAsync(string upstream, string tool, string hash, string definitionJson, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        return _cache.Find((upstream, tool)) is { } pin && (hash == pin.Hash || hash == pin.ChangedHash)
            ? ValueTask.FromResult(pin)
            : _registry.ChangeAsync(survivesPowerLoss: true, connection => Pin(connection, upstream, tool, hash, definitionJson, hold: false), ct);
    }

    public ValueTask<ToolPin> HoldAsync(string upstream, string tool, string hash, string definitionJson, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        return _cache.Find((upstream, tool)) is { } pin && (hash == pin.Hash || hash == pin.ChangedHash)
            ? ValueTask.FromResult(pin)
            : _registry.ChangeAsync(survivesPowerLoss: true, connection => Pin(connection, upstream, tool, hash, definitionJson, hold: true), ct);
    }

    public ValueTask<ToolPin?> FindAsync(string upstream, string tool, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_cache.Find((upstream, tool)));
    }

    public ValueTask<IReadOnlyList<ToolPin>> ListAsync(CancellationToken ct = default) => ValueTask.FromResult(_registry.Read(All, ct));

    public ValueTask<bool> AcceptAsync(string upstream, string tool, CancellationToken ct = default) => _registry.ChangeAsync(
        survivesPowerLoss: true,
        connection =>
        {
            using var use = connection.Prepare(
                """
                UPDATE tool_pins
                SET hash = changed_hash, definition = changed_definition, pinned_at = ?3, changed_hash = NULL, changed_definition = NULL
                WHERE upstream = ?1 AND tool = ?2 AND changed_hash IS NOT NULL
                """);
            use.Statement.Bind(1, upstream).Bind(2, tool).Bind(3, Moment.Store(_clock.GetUtcNow())).Run();
            return connection.Changes == 1;
        },
        ct);

    private ToolPin Pin(Connection connection, string upstream, string tool, string hash, string definition, bool hold)
    {
        // Again, inside the transaction: several gateways list the same upstream at the same moment.
        if (Find(connection, (upstream, tool)) is not { } pin)
        {
            var now = _clock.GetUtcNow().ToUniversalTime();
            pin = hold ? new ToolPin(upstream, tool, "", "", now, hash, definition) : new ToolPin(upstream, tool, hash, definition, now, null, null);
            using var insert = connection.Prepare(
                "INSERT INTO tool_pins (upstream, tool, hash, definition, pinned_at, changed_hash, changed_definition) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
            insert.Statement.Bind(1, upstream).Bind(2, tool).Bind(3, pin.Hash).Bind(4, pin.Definition).Bind(5, Moment.Store(pin.PinnedAt))
                .Bind(6, pin.ChangedHash).Bind(7, pin.ChangedDefinition).Run();
        }
        else if (hash != pin.Hash && hash != pin.ChangedHash)
        {
            pin = pin with { ChangedHash = hash, ChangedDefinition = definition };
            using var update = connection.Prepare(
                "UPDATE tool_pins SET changed_hash = ?3, changed_definition = ?4 WHERE upstream = ?1 AND tool = ?2");
            update.Statement.Bind(1, upstream).Bind(2, tool).Bind(3, hash).Bind(4, definition).Run();
        }

        return pin;
    }

    private static ToolPin? Find(Connection connection, (string Upstream, string Tool) key)
    {
        using var use = connection.Prepare($"SELECT {Columns} FROM tool_pins WHERE upstream = ?1 AND tool = ?2");
        return use.Statement.Bind(1, key.Upstream).Bind(2, key.Tool).Step() ? Read(use.Statement) : null;
    }

    private static IReadOnlyList<ToolPin> All(Connection connection)
    {
        var pins = new List<ToolPin>();
        using var use = connection.Prepare($"SELECT {Columns} FROM tool_pins ORDER BY upstream, tool");
        while (use.Statement.Step())
        {
            pins.Add(Read(use.Statement));
        }

        return pins;
    }

    private static ToolPin Read(Statement row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), Moment.Load(row.Int(4)), row.TextOrNull(5), row.TextOrNull(6));
}
