using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>An incident as a row.</summary>
internal static class IncidentRow
{
    private const string Columns =
        "id, type, severity, description, agent, target, rule, call_id, evidence, status, resolution, first_at, last_at, count, " +
        "reported_by, recommended_action, changed_by, changed_at";

    internal static Incident? Find(Connection connection, string id)
    {
        using var use = connection.Prepare($"SELECT {Columns} FROM incidents WHERE id = ?1");
        return use.Statement.Bind(1, id).Step() ? Read(use.Statement) : null;
    }

    internal static IReadOnlyList<Incident> List(Connection connection, IncidentQuery query)
    {
        var incidents = new List<Incident>();
        using var use = connection.Prepare(
            $"""
            SELECT {Columns} FROM incidents
            WHERE (?1 IS NULL OR status = ?1) AND (?2 IS NULL OR agent = ?2) AND (?3 IS NULL OR severity >= ?3) AND last_at >= ?4
            ORDER BY last_at DESC, rowid DESC LIMIT ?5
            """);
        use.Statement
            .Bind(1, (long?)query.Status)
            .Bind(2, query.Agent)
            .Bind(3, (long?)query.AtLeast)
            .Bind(4, query.Since is { } since ? Moment.Store(since) : long.MinValue)
            .Bind(5, query.Limit);
        while (use.Statement.Step())
        {
            incidents.Add(Read(use.Statement));
        }

        return incidents;
    }

    /// <summary>The incident of which this one is a repeat, or null.</summary>
    internal static Incident? Repeated(Connection connection, Incident incident, TimeSpan window)
    {
        using var use = connection.Prepare(
            $"""
            SELECT {Columns} FROM incidents
            WHERE rule = ?1 AND agent IS ?2 AND target IS ?3 AND status <> 2 AND last_at >= ?4
            ORDER BY last_at DESC LIMIT 1
            """);
        use.Statement
            .Bind(1, incident.Rule)
            .Bind(2, incident.Agent)
            .Bind(3, incident.Target)
            .Bind(4, Moment.Store(incident.LastAt) - window.Ticks);
        return use.Statement.Step() ? Read(use.Statement) : null;
    }

    /// <summary>Whether the agent has so many incidents of the rule already that another target is no news.</summary>
    internal static bool Crowded(Connection connection, Incident incident, TimeSpan window)
    {
        using var use = connection.Prepare(
            """
            SELECT count(*) FROM (
                SELECT 1 FROM incidents INDEXED BY incidents_agent WHERE agent IS ?1 AND last_at >= ?2 AND rule = ?3 AND status <> 2 LIMIT ?4)
            """);
        use.Statement.Bind(1, incident.Agent).Bind(2, Moment.Store(incident.LastAt) - window.Ticks).Bind(3, incident.Rule).Bind(4, IncidentBounds.Targets);
        return use.Statement.Step() && use.Statement.Int(0) >= IncidentBounds.Targets;
    }

    internal static Incident CountUp(Connection connection, Incident known, Incident repeat)
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

    /// <summary>Moves an incident on; false where it does not stand before that status.</summary>
    internal static bool Move(Connection connection, string id, IncidentStatus to, string by, string? note, DateTimeOffset at)
    {
        using var use = connection.Prepare(
            "UPDATE incidents SET status = ?2, resolution = coalesce(?3, resolution), changed_by = ?4, changed_at = ?5 WHERE id = ?1 AND status < ?2");
        use.Statement.Bind(1, id).Bind(2, (int)to).Bind(3, note).Bind(4, by).Bind(5, Moment.Store(at)).Run();
        return connection.Changes == 1;
    }

    internal static Incident Insert(Connection connection, Incident incident)
    {
        using var insert = connection.Prepare(
            $"INSERT INTO incidents ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)");
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
            .Bind(15, incident.ReportedBy)
            .Bind(16, incident.RecommendedAction)
            .Bind(17, incident.ChangedBy)
            .Bind(18, Moment.Store(incident.ChangedAt))
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
        ReportedBy = row.TextOrNull(14),
        RecommendedAction = row.TextOrNull(15),
        ChangedBy = row.TextOrNull(16),
        ChangedAt = Moment.Load(row.IntOrNull(17)),
    };
}
