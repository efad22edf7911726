using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>Incidents in SQLite. Opening one does not wait for the disk: the refusal behind it is in the ledger.</summary>
internal sealed class SqliteIncidentStore : IIncidentStore
{
    private const string Columns =
        "id, type, severity, description, agent, target, rule, call_id, evidence, status, resolution, first_at, last_at, count";

    private readonly RegistryAccess _registry;

    internal SqliteIncidentStore(RegistryAccess registry)
    {
        _registry = registry;
    }

    public ValueTask<Incident> RecordAsync(Incident incident, TimeSpan window, CancellationToken ct = default) => _registry.ChangeAsync(
        survivesPowerLoss: false,
        connection => incident.Rule is not null && Repeated(connection, incident, window) is { } known
            ? CountUp(connection, known, incident)
            : Insert(connection, incident),
        ct);

    public ValueTask<Incident?> FindAsync(string id, CancellationToken ct = default) => ValueTask.FromResult(_registry.Read(
        connection =>
        {
            using var use = connection.Prepare($"SELECT {Columns} FROM incidents WHERE id = ?1");
            return use.Statement.Bind(1, id).Step() ? Read(use.Statement) : null;
        },
        ct));

    public ValueTask<bool> SetStatusAsync(string id, IncidentStatus status, string? resolution, CancellationToken ct = default) =>
        _registry.ChangeAsync(
            survivesPowerLoss: true,
            connection =>
            {
                using var use = connection.Prepare("UPDATE incidents SET status = ?2, resolution = ?3 WHERE id = ?1");
                use.Statement.Bind(1, id).Bind(2, (int)status).Bind(3, resolution).Run();
                return connection.Changes == 1;
            },
            ct);

    public ValueTask<IReadOnlyList<Incident>> ListAsync(
        IncidentStatus? status = null, string? agent = null, int limit = 100, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ValueTask.FromResult(_registry.Read<IReadOnlyList<Incident>>(
            connection =>
            {
                var incidents = new List<Incident>();
                using var use = connection.Prepare(
                    $"""
                    SELECT {Columns} FROM incidents
                    WHERE (?1 IS NULL OR status = ?1) AND (?2 IS NULL OR agent = ?2)
                    ORDER BY last_at DESC, rowid DESC LIMIT ?3
                    """);
                use.Statement.Bind(1, (long?)status).Bind(2, agent).Bind(3, limit);
                while (use.Statement.Step())
                {
                    incidents.Add(Read(use.Statement));
                }

                return incidents;
            },
            ct));
    }

    private static Incident? Repeated(Connection connection, Incident incident, TimeSpan window)
    {
        using var use = connection.Prepare(
            $"""
            SELECT {Columns} FROM incidents
            WHERE rule = ?1 AND agent IS ?2 AND target IS ?3 AND status <> ?4 AND last_at >= ?5
            ORDER BY last_at DESC LIMIT 1
            """);
        use.Statement
            .Bind(1, incident.Rule)
            .Bind(2, incident.Agent)
            .Bind(3, incident.Target)
            .Bind(4, (int)IncidentStatus.Resolved)
            .Bind(5, Moment.Store(incident.LastAt) - window.Ticks);
        return use.Statement.Step() ? Read(use.Statement) : null;
    }

    private static Incident CountUp(Connection connection, Incident known, Incident repeat)
    {
        var counted = known with
        {
            Count = known.Count + 1,
            LastAt = repeat.LastAt > known.LastAt ? repeat.LastAt.ToUniversalTime() : known.LastAt,
            Severity = repeat.Severity > known.Severity ? repeat.Severity : known.Severity,
        };
        using var use = connection.Prepare("UPDATE incidents SET count = ?2, last_at = ?3, severity = ?4 WHERE id = ?1");
        use.Statement.Bind(1, counted.Id).Bind(2, counted.Count).Bind(3, Moment.Store(counted.LastAt)).Bind(4, (int)counted.Severity).Run();
        return counted;
    }

    private static Incident Insert(Connection connection, Incident incident)
    {
        using var insert = connection.Prepare(
            $"INSERT INTO incidents ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");
        insert.Statement
            .Bind(1, incident.Id)
            .Bind(2, incident.Type)
            .Bind(3, (int)incident.Severity)
            .Bind(4, incident.Description)
            .Bind(5, incident.Agent)
            .Bind(6, incident.Target)
            .Bind(7, incident.Rule)
            .Bind(8, incident.CallId)
            .Bind(9, incident.Evidence)
            .Bind(10, (int)incident.Status)
            .Bind(11, incident.Resolution)
            .Bind(12, Moment.Store(incident.FirstAt))
            .Bind(13, Moment.Store(incident.LastAt))
            .Bind(14, incident.Count)
            .Run();
        return incident;
    }

    private static Incident Read(Statement row) => new()
    {
        Id = row.Text(0),
        Type = row.Text(1),
        Severity = EnumNumber.Read<IncidentSeverity>(row.Int(2)),
        Description = row.Text(3),
        Agent = row.TextOrNull(4),
        Target = row.TextOrNull(5),
        Rule = row.TextOrNull(6),
        CallId = row.TextOrNull(7),
        Evidence = row.Text(8),
        Status = EnumNumber.Read<IncidentStatus>(row.Int(9)),
        Resolution = row.TextOrNull(10),
        FirstAt = Moment.Load(row.Int(11)),
        LastAt = Moment.Load(row.Int(12)),
        Count = row.Int(13),
    };
}
