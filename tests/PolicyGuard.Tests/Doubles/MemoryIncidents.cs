using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Doubles;

/// <summary>Incidents in memory; can be told to fail.</summary>
internal sealed class MemoryIncidents : IIncidentStore
{
    private readonly List<Incident> _all = [];

    public Exception? Fault { get; set; }

    public IReadOnlyList<Incident> All => _all;

    public ValueTask<Incident> RecordAsync(Incident incident, TimeSpan window, CancellationToken ct = default)
    {
        if (Fault is not null)
        {
            throw Fault;
        }

        _all.Add(incident);
        return ValueTask.FromResult(incident);
    }

    public ValueTask<Incident?> FindAsync(string id, CancellationToken ct = default) => ValueTask.FromResult(_all.Find(i => i.Id == id));

    public ValueTask<bool> SetStatusAsync(string id, IncidentStatus status, string? resolution, CancellationToken ct = default) => ValueTask.FromResult(false);

    public ValueTask<IReadOnlyList<Incident>> ListAsync(IncidentStatus? status = null, string? agent = null, int limit = 100, CancellationToken ct = default) =>
        ValueTask.FromResult<IReadOnlyList<Incident>>(_all);
}
