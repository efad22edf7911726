using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>Results that were kept back, in SQLite. A release survives power loss; so does what was kept: the call will not run again for it.</summary>
internal sealed class SqliteResultStore(RegistryAccess registry, TimeProvider clock) : IResultStore
{
    // What a result is at the time ?1, whatever was last written: held (0) and released (1) ones run out by themselves.
    private const string StatusNow = "CASE WHEN status IN (0, 1) AND expires_at <= ?1 THEN 4 ELSE status END";

    private const string Columns =
        "id, binding, call_id, agent, flow, target, upstream, found, bytes, digest, is_error, is_protocol_error, " + StatusNow + ", created_at, expires_at, decided_by, decided_at, note";

    // Runs of old rows that nobody needs any more do not pile up for ever.
    private const int MostRows = 10_000;

    private long Now => Moment.Store(clock.GetUtcNow());

    public ValueTask<bool> TryHoldAsync(HeldResult result, int most, CancellationToken ct = default) => registry.ChangeAsync(
        survivesPowerLoss: true,
        connection =>
        {
            Run(connection, "UPDATE held_results SET sealed = NULL, status = CASE WHEN status IN (0, 1) THEN 4 ELSE status END WHERE sealed IS NOT NULL AND expires_at <= ?1");
            using (var count = connection.Prepare("SELECT count(*) FROM held_results WHERE sealed IS NOT NULL"))
            {
                if (count.Statement.Step() && count.Statement.Int(0) >= most)
                {
                    return false;
                }
            }

            Insert(connection, result);
            using var prune = connection.Prepare("DELETE FROM held_results WHERE rowid <= (SELECT max(rowid) FROM held_results) - ?1 AND sealed IS NULL");
            prune.Statement.Bind(1, MostRows).Run();
            return true;
        },
        ct);

    public ValueTask<HeldResult?> FindStandingAsync(string binding, CancellationToken ct = default) => ValueTask.FromResult(registry.Read(
        connection =>
        {
            using var use = connection.Prepare($"SELECT {Columns}, sealed FROM held_results WHERE binding = ?2 AND status IN (0, 1) AND expires_at > ?1 ORDER BY rowid DESC LIMIT 1");
            return use.Statement.Bind(1, Now).Bind(2, binding).Step() ? Read(use.Statement, withContent: true) : null;
        },
        ct));

    public ValueTask<bool> MoveAsync(string id, HeldStatus to, string? by, string? note, CancellationToken ct = default) => registry.ChangeAsync(
        survivesPowerLoss: true,
        connection =>
        {
            var from = to switch
            {
                HeldStatus.Released => "0",
                HeldStatus.Discarded => "0, 1",
                HeldStatus.Delivered => "1",
                _ => throw new ArgumentOutOfRangeException(nameof(to)),
            };
            using var use = connection.Prepare(
                $"""
                UPDATE held_results SET status = ?3, decided_by = coalesce(?4, decided_by), note = coalesce(?5, note), decided_at = ?1{(to == HeldStatus.Released ? "" : ", sealed = NULL")}
                WHERE id = ?2 AND status IN ({from}) AND expires_at > ?1
                """);
            use.Statement.Bind(1, Now).Bind(2, id).Bind(3, (int)to).Bind(4, by).Bind(5, note).Run();
            return connection.Changes == 1;
        },
        ct);

    public ValueTask<HeldResult?> FindAsync(string id, CancellationToken ct = default) => ValueTask.FromResult(registry.Read(
        connection =>
        {
            using var use = connection.Prepare($"SELECT {Columns}, sealed FROM held_results WHERE id = ?2");
            return use.Statement.Bind(1, Now).Bind(2, id).Step() ? Read(use.Statement, withContent: true) : null;
        },
        ct));

    public ValueTask<IReadOnlyList<HeldResult>> ListAsync(HeldStatus? status, int limit, CancellationToken ct = default) => ValueTask.FromResult(registry.Read<IReadOnlyList<HeldResult>>(
        connection =>
        {
            var results = new List<HeldResult>();
            using var use = connection.Prepare($"SELECT {Columns} FROM held_results WHERE ?2 IS NULL OR {StatusNow} = ?2 ORDER BY rowid DESC LIMIT ?3");
            use.Statement.Bind(1, Now).Bind(2, (long?)status).Bind(3, limit);
            while (use.Statement.Step())
            {
                results.Add(Read(use.Statement, withContent: false));
            }

            return results;
        },
        ct));

    private void Run(Connection connection, string sql)
    {
        using var use = connection.Prepare(sql);
        use.Statement.Bind(1, Now).Run();
    }

    private static unsafe void Insert(Connection connection, HeldResult result)
    {
        using var insert = connection.Prepare(
            """
            INSERT INTO held_results (id, binding, call_id, agent, flow, target, upstream, found, bytes, digest, is_error, is_protocol_error, status, created_at, expires_at, sealed)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, ?13, ?14, ?15)
            """);
        fixed (byte* closed = result.Sealed.Span)
        {
            insert.Statement
                .Bind(1, result.Id).Bind(2, result.Binding).Bind(3, result.CallId).Bind(4, result.Agent).Bind(5, result.Flow).Bind(6, result.Target)
                .Bind(7, result.Upstream).Bind(8, result.Found).Bind(9, result.Bytes).Bind(10, result.Digest)
                .Bind(11, result.IsError ? 1 : 0).Bind(12, result.IsProtocolError ? 1 : 0)
                .Bind(13, Moment.Store(result.CreatedAt)).Bind(14, Moment.Store(result.ExpiresAt))
                .BindPinned(15, closed, result.Sealed.Length).Run();
        }
    }

    private static HeldResult Read(Statement row, bool withContent)
    {
        var status = EnumNumber.Read<HeldStatus>(row.Int(12));
        return new HeldResult
        {
            Id = row.Text(0),
            Binding = row.Text(1),
            CallId = row.Text(2),
            Agent = row.Text(3),
            Flow = row.Text(4),
            Target = row.Text(5),
            Upstream = row.Text(6),
            Found = row.Text(7),
            Bytes = (int)row.Int(8),
            Digest = row.Text(9),
            IsError = row.Int(10) != 0,
            IsProtocolError = row.Int(11) != 0,
            Status = status,
            CreatedAt = Moment.Load(row.Int(13)),
            ExpiresAt = Moment.Load(row.Int(14)),
            DecidedBy = row.TextOrNull(15),
            DecidedAt = row.IntOrNull(16) is { } at ? Moment.Load(at) : null,
            Note = row.TextOrNull(17),
            Sealed = withContent && status is HeldStatus.Held or HeldStatus.Released ? row.Blob(18) : default(ReadOnlyMemory<byte>),
        };
    }
}
