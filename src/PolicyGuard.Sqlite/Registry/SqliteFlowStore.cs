using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>Flows that people opened, in SQLite.</summary>
internal sealed class SqliteFlowStore(RegistryAccess registry, TimeProvider clock) : IFlowStore
{
    private const string Select = "SELECT id, token_hash, agent, caller, intent, request, opened_by, opened_at, expires_at, closed_by, closed_at FROM flows";

    private long Now => Moment.Store(clock.GetUtcNow());

    public async ValueTask AddAsync(FlowRecord flow, CancellationToken ct = default) =>
        await registry.ChangeAsync(survivesPowerLoss: true, connection => Insert(connection, flow), ct).ConfigureAwait(false);

    public ValueTask<FlowRecord?> FindAsync(string id, CancellationToken ct = default) => Find($"{Select} WHERE id = ?1", id, ct);

    public ValueTask<FlowRecord?> FindByTokenAsync(string tokenHash, CancellationToken ct = default) => Find($"{Select} WHERE token_hash = ?1", tokenHash, ct);

    public ValueTask<IReadOnlyList<FlowRecord>> ListAsync(bool openOnly, int limit, CancellationToken ct = default) => ValueTask.FromResult(registry.Read<IReadOnlyList<FlowRecord>>(
        connection =>
        {
            var flows = new List<FlowRecord>();
            using var use = connection.Prepare($"{Select} WHERE ?2 = 0 OR (closed_at IS NULL AND expires_at > ?1) ORDER BY rowid DESC LIMIT ?3");
            use.Statement.Bind(1, Now).Bind(2, openOnly ? 1 : 0).Bind(3, limit);
            while (use.Statement.Step())
            {
                flows.Add(Read(use.Statement));
            }

            return flows;
        },
        ct));

    public ValueTask<FlowRecord?> JoinAsync(string id, string caller, CancellationToken ct = default) => registry.ChangeAsync(
        survivesPowerLoss: false,
        connection =>
        {
            using (var join = connection.Prepare("UPDATE flows SET caller = ?3 WHERE id = ?2 AND caller IS NULL AND closed_at IS NULL AND expires_at > ?1"))
            {
                join.Statement.Bind(1, Now).Bind(2, id).Bind(3, caller).Run();
            }

            using var use = connection.Prepare($"{Select} WHERE id = ?2 AND closed_at IS NULL AND expires_at > ?1");
            return use.Statement.Bind(1, Now).Bind(2, id).Step() ? Read(use.Statement) : null;
        },
        ct);

    public ValueTask<bool> SayAsync(string id, ReadOnlyMemory<byte> request, CancellationToken ct = default) => registry.ChangeAsync(
        survivesPowerLoss: true, connection => Say(connection, id, request), ct);

    public ValueTask<bool> CloseAsync(string id, string by, CancellationToken ct = default) => registry.ChangeAsync(
        survivesPowerLoss: true,
        connection =>
        {
            using var close = connection.Prepare("UPDATE flows SET closed_by = ?3, closed_at = ?1 WHERE id = ?2 AND closed_at IS NULL AND expires_at > ?1");
            close.Statement.Bind(1, Now).Bind(2, id).Bind(3, by).Run();
            if (connection.Changes != 1)
            {
                return false;
            }

            using var drop = connection.Prepare("DELETE FROM flow_events WHERE flow = ?1 AND pool = ?1");
            drop.Statement.Bind(1, $"flow:{id}").Run();
            return true;
        },
        ct);

    private ValueTask<FlowRecord?> Find(string sql, string key, CancellationToken ct) => ValueTask.FromResult(registry.Read(
        connection =>
        {
            using var use = connection.Prepare(sql);
            return use.Statement.Bind(1, key).Step() ? Read(use.Statement) : null;
        },
        ct));

    private static unsafe bool Insert(Connection connection, FlowRecord flow)
    {
        using var insert = connection.Prepare(
            "INSERT INTO flows (id, token_hash, agent, caller, intent, request, opened_by, opened_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
        fixed (byte* request = flow.Request.Span)
        {
            insert.Statement
                .Bind(1, flow.Id).Bind(2, flow.TokenHash).Bind(3, flow.Agent).Bind(4, flow.Caller).Bind(5, flow.Intent).BindPinned(6, request, flow.Request.Length)
                .Bind(7, flow.OpenedBy).Bind(8, Moment.Store(flow.OpenedAt)).Bind(9, Moment.Store(flow.ExpiresAt)).Run();
        }

        return true;
    }

    private unsafe bool Say(Connection connection, string id, ReadOnlyMemory<byte> request)
    {
        using var say = connection.Prepare("UPDATE flows SET request = ?3 WHERE id = ?2 AND closed_at IS NULL AND expires_at > ?1");
        fixed (byte* bytes = request.Span)
        {
            say.Statement.Bind(1, Now).Bind(2, id).BindPinned(3, bytes, request.Length).Run();
        }

        return connection.Changes == 1;
    }

    private static FlowRecord Read(Statement row) => new()
    {
        Id = row.Text(0),
        TokenHash = row.Text(1),
        Agent = row.TextOrNull(2),
        Caller = row.TextOrNull(3),
        Intent = row.TextOrNull(4),
        Request = row.Blob(5),
        OpenedBy = row.Text(6),
        OpenedAt = Moment.Load(row.Int(7)),
        ExpiresAt = Moment.Load(row.Int(8)),
        ClosedBy = row.TextOrNull(9),
        ClosedAt = row.IntOrNull(10) is { } at ? Moment.Load(at) : null,
    };
}
