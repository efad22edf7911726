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
    /// What an approval is at the time <c>?1</c>, whatever was last written: pending (0), approved (1) and granted (5) ones run out by themselves.
    /// </summary>
    private const string StatusNow = "CASE WHEN status IN (0, 1, 5) AND expires_at <= ?1 THEN 4 ELSE status END";

    private const string Select =
        "SELECT id, binding, grant_binding, call_id, agent, flow, target, arguments, reason, " + StatusNow +
        ", created_at, expires_at, answered_by, answered_at, note, caller FROM approvals";

    // A no to exactly this call outweighs a grant for its tool; a grant spares a human the question.
    private const string Standing = Select +
        " WHERE expires_at > ?1 AND (binding = ?2 AND status IN (0, 1, 2) OR grant_binding = ?3 AND status = 5)" +
        " ORDER BY CASE status WHEN 2 THEN 0 WHEN 1 THEN 1 WHEN 5 THEN 2 ELSE 3 END LIMIT 1";

    private readonly RegistryAccess _registry;
    private readonly TimeProvider _clock;

    internal SqliteApprovalStore(RegistryAccess registry, TimeProvider clock)
    {
        _registry = registry;
        _clock = clock;
    }

    private long Now => Moment.Store(_clock.GetUtcNow());

    public async ValueTask<AskedApproval?> AskAsync(Approval wanted, int mostPending, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostPending, 1);
        return await FindStandingAsync(wanted, ct).ConfigureAwait(false) is { } standing
            ? new AskedApproval(standing, IsNew: false)
            : await _registry.ChangeAsync(survivesPowerLoss: true, connection => Ask(connection, wanted, mostPending), ct).ConfigureAwait(false);
    }

    public ValueTask<Approval?> FindStandingAsync(Approval wanted, CancellationToken ct = default) =>
        ValueTask.FromResult(_registry.Read(connection => FindStanding(connection, wanted), ct));

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

    public ValueTask<bool> AnswerAsync(string id, ApprovalAnswer answer, CancellationToken ct = default) => _registry.ChangeAsync(
        survivesPowerLoss: true,
        connection =>
        {
            var status = !answer.Approve ? ApprovalStatus.Denied : answer.GrantFor is null ? ApprovalStatus.Approved : ApprovalStatus.Granted;
            using var use = connection.Prepare(
                """
                UPDATE approvals SET status = ?3, answered_by = ?4, note = ?5, answered_at = ?1, expires_at = coalesce(?6, expires_at)
                WHERE id = ?2 AND status = 0 AND expires_at > ?1
                """);
            use.Statement
                .Bind(1, Now)
                .Bind(2, id)
                .Bind(3, (int)status)
                .Bind(4, answer.By)
                .Bind(5, answer.Note)
                .Bind(6, status == ApprovalStatus.Granted ? Moment.Store(_clock.GetUtcNow() + answer.GrantFor!.Value) : null)
                .Run();
            return connection.Changes == 1;
        },
        ct);

    public ValueTask<bool> RevokeAsync(string id, string by, CancellationToken ct = default) => _registry.ChangeAsync(
        survivesPowerLoss: true,
        connection =>
        {
            using var use = connection.Prepare(
                "UPDATE approvals SET status = 2, answered_by = ?3, answered_at = ?1 WHERE id = ?2 AND status IN (1, 5) AND expires_at > ?1");
            use.Statement.Bind(1, Now).Bind(2, id).Bind(3, by).Run();
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

    private AskedApproval? Ask(Connection connection, Approval wanted, int mostPending)
    {
        using (var expire = connection.Prepare(
            "UPDATE approvals SET status = 4 WHERE binding = ?2 AND status IN (0, 1) AND expires_at <= ?1"))
        {
            expire.Statement.Bind(1, Now).Bind(2, wanted.Binding).Run();
        }

        if (FindStanding(connection, wanted) is { } standing)
        {
            return new AskedApproval(standing, IsNew: false);
        }

        using (var count = connection.Prepare("SELECT count(*) FROM approvals WHERE agent = ?2 AND status = 0 AND expires_at > ?1"))
        {
            if (count.Statement.Bind(1, Now).Bind(2, wanted.Agent).Step() && count.Statement.Int(0) >= mostPending)
            {
                return null;
            }
        }

        // Whoever makes up agents has a queue for each; a person reads one.
        using (var all = connection.Prepare("SELECT count(*) FROM approvals WHERE caller = ?2 AND status = 0 AND expires_at > ?1"))
        {
            if (all.Statement.Bind(1, Now).Bind(2, wanted.Caller).Step() && all.Statement.Int(0) >= (long)mostPending * ApprovalBounds.AgentsOfACaller)
            {
                return null;
            }
        }

        return new AskedApproval(Insert(connection, wanted with
        {
            Status = ApprovalStatus.Pending,
            CreatedAt = wanted.CreatedAt.ToUniversalTime(),
            ExpiresAt = wanted.ExpiresAt.ToUniversalTime(),
            AnsweredBy = null,
            AnsweredAt = null,
            Note = null,
        }), IsNew: true);
    }

    private Approval? FindStanding(Connection connection, Approval wanted)
    {
        using var use = connection.Prepare(Standing);
        return use.Statement.Bind(1, Now).Bind(2, wanted.Binding).Bind(3, wanted.GrantBinding).Step() ? Read(use.Statement) : null;
    }

    private static Approval Insert(Connection connection, Approval approval)
    {
        using var insert = connection.Prepare(
            """
            INSERT INTO approvals (id, binding, grant_binding, call_id, agent, flow, target, arguments, reason, status, created_at, expires_at, caller)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            """);
        insert.Statement
            .Bind(1, approval.Id)
            .Bind(2, approval.Binding)
            .Bind(3, approval.GrantBinding)
            .Bind(4, approval.CallId)
            .Bind(5, approval.Agent)
            .Bind(6, approval.Flow)
            .Bind(7, approval.Target)
            .Bind(8, approval.ArgumentsJson)
            .Bind(9, approval.Reason)
            .Bind(10, (int)approval.Status)
            .Bind(11, Moment.Store(approval.CreatedAt))
            .Bind(12, Moment.Store(approval.ExpiresAt))
            .Bind(13, approval.Caller)
            .Run();
        return approval;
    }

    private static Approval Read(Statement row) => new()
    {
        Id = row.Text(0),
        Binding = row.Text(1),
        GrantBinding = row.Text(2),
        CallId = row.Text(3),
        Agent = row.Text(4),
        Flow = row.Text(5),
        Target = row.Text(6),
        ArgumentsJson = row.Text(7),
        Reason = row.Text(8),
        Status = EnumNumber.Read<ApprovalStatus>(row.Int(9)),
        CreatedAt = Moment.Load(row.Int(10)),
        ExpiresAt = Moment.Load(row.Int(11)),
        AnsweredBy = row.TextOrNull(12),
        AnsweredAt = row.IntOrNull(13) is { } at ? Moment.Load(at) : null,
        Note = row.TextOrNull(14),
        Caller = row.TextOrNull(15),
    };
}
