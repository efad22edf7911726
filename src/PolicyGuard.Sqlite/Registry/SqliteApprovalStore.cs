using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>
/// Approvals in SQLite. Every answer of these methods survives power loss: a yes that came back from the dead could be used twice.
/// </summary>
internal sealed class SqliteApprovalStore : IApprovalStore
{
    /// <summary>
    /// What an approval is at the time <c>?1</c>, whatever was last written: pending (0) and approved (1) ones run out by themselves.
    /// </summary>
    private const string StatusNow = "CASE WHEN status IN (0, 1) AND expires_at <= ?1 THEN 4 ELSE status END";

    private const string Select =
        $"SELECT id, binding, call_id, agent, target, arguments, reason, {StatusNow}, created_at, expires_at, answered_by, note " +
        "FROM approvals";

    private readonly RegistryAccess _registry;
    private readonly TimeProvider _clock;

    internal SqliteApprovalStore(RegistryAccess registry, TimeProvider clock)
    {
        _registry = registry;
        _clock = clock;
    }

    private long Now => Moment.Store(_clock.GetUtcNow());

    public ValueTask<Approval> AskAsync(Approval wanted, CancellationToken ct = default) => _registry.ChangeAsync(
        survivesPowerLoss: true,
        connection =>
        {
            var now = Now;
            using (var expire = connection.Prepare(
                "UPDATE approvals SET status = 4 WHERE binding = ?2 AND status IN (0, 1) AND expires_at <= ?1"))
            {
                expire.Statement.Bind(1, now).Bind(2, wanted.Binding).Run();
            }

            using (var live = connection.Prepare($"{Select} WHERE binding = ?2 AND status IN (0, 1)"))
            {
                if (live.Statement.Bind(1, now).Bind(2, wanted.Binding).Step())
                {
                    return Read(live.Statement);
                }
            }

            return Insert(connection, wanted with
            {
                Status = ApprovalStatus.Pending,
                CreatedAt = wanted.CreatedAt.ToUniversalTime(),
                ExpiresAt = wanted.ExpiresAt.ToUniversalTime(),
                AnsweredBy = null,
                Note = null,
            });
        },
        ct);

    public ValueTask<bool> UseAsync(string id, string binding, CancellationToken ct = default) => _registry.ChangeAsync(
        survivesPowerLoss: true,
        connection =>
        {
            using var use = connection.Prepare(
                "UPDATE approvals SET status = 3 WHERE id = ?2 AND binding = ?3 AND status = 1 AND expires_at > ?1");
            use.Statement.Bind(1, Now).Bind(2, id).Bind(3, binding).Run();
            return connection.Changes == 1;
        },
        ct);

    public ValueTask<bool> AnswerAsync(string id, bool approve, string answeredBy, string? note, CancellationToken ct = default) =>
        _registry.ChangeAsync(
            survivesPowerLoss: true,
            connection =>
            {
                using var use = connection.Prepare(
                    "UPDATE approvals SET status = ?3, answered_by = ?4, note = ?5 WHERE id = ?2 AND status = 0 AND expires_at > ?1");
                use.Statement
                    .Bind(1, Now)
                    .Bind(2, id)
                    .Bind(3, (int)(approve ? ApprovalStatus.Approved : ApprovalStatus.Denied))
                    .Bind(4, answeredBy)
                    .Bind(5, note)
                    .Run();
                return connection.Changes == 1;
            },
            ct);

    public ValueTask<Approval?> FindAsync(string id, CancellationToken ct = default) => ValueTask.FromResult(_registry.Read(
        connection =>
        {
            using var use = connection.Prepare($"{Select} WHERE id = ?2");
            return use.Statement.Bind(1, Now).Bind(2, id).Step() ? Read(use.Statement) : null;
        },
        ct));

    public ValueTask<IReadOnlyList<Approval>> ListAsync(ApprovalStatus? status = null, int limit = 100, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ValueTask.FromResult(_registry.Read<IReadOnlyList<Approval>>(
            connection =>
            {
                var approvals = new List<Approval>();
                using var use = connection.Prepare(
                    $"{Select} WHERE ?2 IS NULL OR {StatusNow} = ?2 ORDER BY created_at DESC, rowid DESC LIMIT ?3");
                use.Statement.Bind(1, Now).Bind(2, (long?)status).Bind(3, limit);
                while (use.Statement.Step())
                {
                    approvals.Add(Read(use.Statement));
                }

                return approvals;
            },
            ct));
    }

    private static Approval Insert(Connection connection, Approval approval)
    {
        using var insert = connection.Prepare(
            """
            INSERT INTO approvals (id, binding, call_id, agent, target, arguments, reason, status, created_at, expires_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """);
        insert.Statement
            .Bind(1, approval.Id)
            .Bind(2, approval.Binding)
            .Bind(3, approval.CallId)
            .Bind(4, approval.Agent)
            .Bind(5, approval.Target)
            .Bind(6, approval.ArgumentsJson)
            .Bind(7, approval.Reason)
            .Bind(8, (int)approval.Status)
            .Bind(9, Moment.Store(approval.CreatedAt))
            .Bind(10, Moment.Store(approval.ExpiresAt))
            .Run();
        return approval;
    }

    private static Approval Read(Statement row) => new(
        row.Text(0),
        row.Text(1),
        row.Text(2),
        row.Text(3),
        row.Text(4),
        row.Text(5),
        row.Text(6),
        EnumNumber.Read<ApprovalStatus>(row.Int(7)),
        Moment.Load(row.Int(8)),
        Moment.Load(row.Int(9)),
        row.TextOrNull(10),
        row.TextOrNull(11));
}
