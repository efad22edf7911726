using System.Collections.Concurrent;
using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Doubles;

/// <summary>Agents in memory; can be told to fail.</summary>
internal sealed class MemoryAgents : IAgentStore
{
    private readonly ConcurrentDictionary<string, Agent> _agents = new(StringComparer.Ordinal);

    public Exception? Fault { get; set; }

    public ValueTask<Agent> GetOrRegisterAsync(string id, CancellationToken ct = default) =>
        Fault is null ? ValueTask.FromResult(_agents.GetOrAdd(id, new Agent { Id = id, AutoRegistered = true, Version = 1 })) : throw Fault;

    public ValueTask<Agent?> FindAsync(string id, CancellationToken ct = default) => ValueTask.FromResult(_agents.GetValueOrDefault(id));

    public ValueTask<Agent> PutAsync(Agent agent, CancellationToken ct = default)
    {
        var next = agent with { Version = agent.Version + 1 };
        _agents[agent.Id] = next;
        return ValueTask.FromResult(next);
    }

    public ValueTask<IReadOnlyList<Agent>> ListAsync(CancellationToken ct = default) => ValueTask.FromResult<IReadOnlyList<Agent>>([.. _agents.Values]);
}
