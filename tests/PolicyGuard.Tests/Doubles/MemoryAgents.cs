using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Doubles;

/// <summary>Agents in memory, with their versions; can be told to fail.</summary>
internal sealed class MemoryAgents(TimeProvider? clock = null) : IAgentStore
{
    private readonly Dictionary<string, List<Agent>> _versions = new(StringComparer.Ordinal);

    public Exception? Fault { get; set; }

    /// <summary>Runs before a change is stored; may change the same record, as another process would.</summary>
    public Action<Agent>? OnPut { get; set; }

    public ValueTask<Agent> GetOrRegisterAsync(string id, CancellationToken ct = default)
    {
        lock (_versions)
        {
            return Fault is not null ? throw Fault
                : Last(id) is null && Twin(id) is { } twin ? throw RegistryException.Lookalike(id, twin)
                : ValueTask.FromResult(Last(id) ?? Add(new Agent { Id = id, AutoRegistered = true, Version = 1, RegisteredAt = Now, UpdatedAt = Now, UpdatedBy = "gate" }));
        }
    }

    public ValueTask<Agent?> FindAsync(string id, CancellationToken ct = default)
    {
        lock (_versions)
        {
            return Fault is not null ? throw Fault : ValueTask.FromResult(Last(id));
        }
    }

    public ValueTask<Agent> PutAsync(Agent agent, CancellationToken ct = default)
    {
        OnPut?.Invoke(agent);
        lock (_versions)
        {
            return Fault is not null ? throw Fault
                : agent.Version != (Last(agent.Id)?.Version ?? 0) ? throw new RegistryException("changed meanwhile") { IsConflict = true }
                : agent.Version == 0 && Twin(agent.Id) is { } twin ? throw RegistryException.Lookalike(agent.Id, twin)
                : ValueTask.FromResult(Add(agent with { Version = agent.Version + 1, UpdatedAt = Now, RegisteredAt = agent.RegisteredAt == default ? Now : agent.RegisteredAt }));
        }
    }

    public ValueTask<IReadOnlyList<Agent>> ListAsync(CancellationToken ct = default)
    {
        lock (_versions)
        {
            return ValueTask.FromResult<IReadOnlyList<Agent>>([.. _versions.Values.Select(versions => versions[^1]).OrderBy(agent => agent.Id, StringComparer.Ordinal)]);
        }
    }

    public ValueTask<IReadOnlyList<Agent>> HistoryAsync(string id, int limit, CancellationToken ct = default)
    {
        lock (_versions)
        {
            return ValueTask.FromResult<IReadOnlyList<Agent>>(_versions.TryGetValue(id, out var versions) ? [.. Enumerable.Reverse(versions).Take(limit)] : []);
        }
    }

    private DateTimeOffset Now => clock?.GetUtcNow() ?? default;

    private string? Twin(string id) => _versions.Keys.FirstOrDefault(other => other != id && AgentIds.Skeleton(other) is { } look && look == AgentIds.Skeleton(id));

    private Agent? Last(string id) => _versions.GetValueOrDefault(id)?[^1];

    private Agent Add(Agent agent)
    {
        if (!_versions.TryGetValue(agent.Id, out var versions))
        {
            _versions[agent.Id] = versions = [];
        }

        versions.Add(agent);
        return agent;
    }
}
