using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Doubles;

/// <summary>Incidents in memory, none of them grouped; can be told to fail.</summary>
internal sealed class MemoryIncidents : IIncidentStore
{
    private readonly List<Incident> _all = [];
    private readonly List<(string Agent, DateTimeOffset At)> _strikes = [];

    public Exception? Fault { get; set; }

    public IReadOnlyList<Incident> All => _all;

    /// <summary>Forgives, as a store does when an agent is reinstated.</summary>
    public void Forgive(string agent) => _strikes.RemoveAll(strike => strike.Agent == agent);

    public ValueTask<Incident> RecordAsync(Incident incident, TimeSpan window, bool strike = false, CancellationToken ct = default)
    {
        if (Fault is not null)
        {
            throw Fault;
        }

        if (strike)
        {
            _strikes.Add((incident.Agent!, incident.LastAt));
        }

        _all.Add(incident);
        return ValueTask.FromResult(incident);
    }

    public ValueTask<long> StrikesAsync(string agent, DateTimeOffset since, CancellationToken ct = default) =>
        ValueTask.FromResult((long)_strikes.Count(strike => strike.Agent == agent && strike.At >= since));

    public ValueTask<Incident?> FindAsync(string id, CancellationToken ct = default) => ValueTask.FromResult(_all.Find(i => i.Id == id));

    public ValueTask<Incident?> MoveAsync(string id, IncidentStatus to, string by, string? note, DateTimeOffset at, CancellationToken ct = default)
    {
        var place = _all.FindIndex(i => i.Id == id && i.Status < to);
        return ValueTask.FromResult(place < 0 ? null : _all[place] = _all[place] with { Status = to, ChangedBy = by, ChangedAt = at, Resolution = note ?? _all[place].Resolution });
    }

    public ValueTask<IReadOnlyList<Incident>> ListAsync(IncidentQuery query, CancellationToken ct = default) =>
        ValueTask.FromResult<IReadOnlyList<Incident>>(
        [
            .. _all.Where(i => (query.Status is null || i.Status == query.Status) && (query.Agent is null || i.Agent == query.Agent)
                    && (query.AtLeast is null || i.Severity >= query.AtLeast) && (query.Since is null || i.LastAt >= query.Since))
                .Reverse().OrderByDescending(static i => i.LastAt).Take(query.Limit),
        ]);

    public ValueTask<IReadOnlyList<IncidentTally>> TallyAsync(DateTimeOffset? since, CancellationToken ct = default) =>
        ValueTask.FromResult<IReadOnlyList<IncidentTally>>(
        [
            .. _all.Where(i => since is null ? i.Status != IncidentStatus.Resolved : i.LastAt >= since)
                .GroupBy(static i => (i.Severity, i.Status)).Select(static g => new IncidentTally(g.Key.Severity, g.Key.Status, g.Count())),
        ]);
}
