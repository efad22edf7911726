using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>Incidents in SQLite. Opening one does not wait for the disk: the refusal behind it is in the ledger.</summary>
internal sealed class SqliteIncidentStore : IIncidentStore
{
    private readonly RegistryAccess _registry;

    internal SqliteIncidentStore(RegistryAccess registry)
    {
        _registry = registry;
    }

    public ValueTask<Incident> RecordAsync(Incident incident, TimeSpan window, bool strike = false, CancellationToken ct = default) => _registry.ChangeAsync(
        survivesPowerLoss: incident.ReportedBy is not null,
        connection =>
        {
            if (strike && incident.Agent is { } agent)
            {
                IncidentStrikes.Add(connection, agent, incident.LastAt);
            }

            if (incident.Rule is null)
            {
                return IncidentRow.Insert(connection, incident);
            }

            if (IncidentRow.Repeated(connection, incident, window) is { } known)
            {
                return IncidentRow.CountUp(connection, known, incident);
            }

            if (incident.Target is null || !IncidentRow.Crowded(connection, incident, window))
            {
                return IncidentRow.Insert(connection, incident);
            }

            var various = incident with { Target = null };
            return IncidentRow.Repeated(connection, various, window) is { } crowd
                ? IncidentRow.CountUp(connection, crowd, various)
                : IncidentRow.Insert(connection, various with { Description = $"various targets; first {incident.Target}: {incident.Description}" });
        },
        ct);

    public ValueTask<long> StrikesAsync(string agent, DateTimeOffset since, CancellationToken ct = default) =>
        ValueTask.FromResult(_registry.Read(connection => IncidentStrikes.Count(connection, agent, since), ct));

    public ValueTask<Incident?> FindAsync(string id, CancellationToken ct = default) =>
        ValueTask.FromResult(_registry.Read(connection => IncidentRow.Find(connection, id), ct));

    public ValueTask<Incident?> MoveAsync(string id, IncidentStatus to, string by, string? note, DateTimeOffset at, CancellationToken ct = default) =>
        _registry.ChangeAsync(survivesPowerLoss: true, connection => IncidentRow.Move(connection, id, to, by, note, at) ? IncidentRow.Find(connection, id) : null, ct);

    public ValueTask<IReadOnlyList<Incident>> ListAsync(IncidentQuery query, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        return ValueTask.FromResult(_registry.Read(connection => IncidentRow.List(connection, query), ct));
    }

    public ValueTask<IReadOnlyList<IncidentTally>> TallyAsync(DateTimeOffset? since, CancellationToken ct = default) =>
        ValueTask.FromResult(_registry.Read<IReadOnlyList<IncidentTally>>(
            connection =>
            {
                var tallies = new List<IncidentTally>();
                using var use = connection.Prepare(since is null
                    ? "SELECT severity, status, count(*) FROM incidents WHERE status <> 2 GROUP BY severity, status"
                    : "SELECT severity, status, count(*) FROM incidents WHERE last_at >= ?1 GROUP BY severity, status");
                if (since is { } at)
                {
                    use.Statement.Bind(1, Moment.Store(at));
                }

                while (use.Statement.Step())
                {
                    tallies.Add(new IncidentTally(
                        EnumNumber.Read<IncidentSeverity>(use.Statement.Int(0)), EnumNumber.Read<IncidentStatus>(use.Statement.Int(1)), use.Statement.Int(2)));
                }

                return tallies;
            },
            ct));
}
