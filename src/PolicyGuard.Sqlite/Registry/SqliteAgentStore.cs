using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.Sqlite.Writing;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>The agents in SQLite.</summary>
internal sealed class SqliteAgentStore : IAgentStore
{
    private readonly RegistryAccess _registry;
    private readonly TimeProvider _clock;
    private readonly RevisionCache<string, Agent> _cache;

    internal SqliteAgentStore(RegistryAccess registry, Lookups lookups, TimeProvider clock)
    {
        _registry = registry;
        _clock = clock;
        _cache = new RevisionCache<string, Agent>(lookups, "agents", AgentRow.Find);
    }

    public ValueTask<Agent> GetOrRegisterAsync(string id, CancellationToken ct = default)
    {
        AgentRow.CheckId(id);
        ct.ThrowIfCancellationRequested();
        return _cache.Find(id) is { } known
            ? ValueTask.FromResult(known)
            : RegisterAsync(id, ct);
    }

    public ValueTask<Agent?> FindAsync(string id, CancellationToken ct = default)
    {
        AgentRow.CheckId(id);
        ct.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_cache.Find(id));
    }

    public ValueTask<Agent> PutAsync(Agent agent, CancellationToken ct = default)
    {
        AgentRow.CheckId(agent.Id);
        var now = _clock.GetUtcNow().ToUniversalTime();
        var stored = agent with
        {
            RegisteredAt = agent.RegisteredAt == default ? now : agent.RegisteredAt,
            UpdatedAt = now,
            Version = agent.Version + 1,
        };
        return _registry.ChangeAsync(survivesPowerLoss: true, connection => Put(connection, stored), ct);
    }

    public ValueTask<IReadOnlyList<Agent>> ListAsync(CancellationToken ct = default) =>
        ValueTask.FromResult(_registry.Read(AgentRow.All, ct));

    public ValueTask<IReadOnlyList<Agent>> HistoryAsync(string id, int limit, CancellationToken ct = default)
    {
        AgentRow.CheckId(id);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ValueTask.FromResult(_registry.Read(connection => AgentRow.History(connection, id, limit), ct));
    }

    /// <summary>Losing this one to power loss costs nothing: the agent is registered again, the same.</summary>
    private ValueTask<Agent> RegisterAsync(string id, CancellationToken ct) => _registry.ChangeAsync(
        survivesPowerLoss: false,
        connection =>
        {
            // Somebody else may have been faster: the transaction sees it.
            if (AgentRow.Find(connection, id) is { } known)
            {
                return known;
            }

            var now = _clock.GetUtcNow().ToUniversalTime();
            var agent = new Agent { Id = id, AutoRegistered = true, RegisteredAt = now, UpdatedAt = now, UpdatedBy = "gate", Version = 1 };
            AgentRow.Insert(connection, agent);
            return agent;
        },
        ct);

    private static Agent Put(Connection connection, Agent agent)
    {
        var read = agent.Version - 1;
        if (read == 0 ? AgentRow.Find(connection, agent.Id) is not null : !AgentRow.Update(connection, agent, read))
        {
            throw new Refused($"agent '{agent.Id}' was changed or registered by somebody else meanwhile; read it again and repeat the change");
        }

        if (read == 0)
        {
            AgentRow.Insert(connection, agent);
        }

        return agent;
    }
}
