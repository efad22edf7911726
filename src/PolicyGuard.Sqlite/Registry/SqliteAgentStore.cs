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

    public async ValueTask<Agent> PutAsync(Agent agent, CancellationToken ct = default)
    {
        AgentRow.CheckId(agent.Id);
        var now = _clock.GetUtcNow().ToUniversalTime();
        var stored = agent with
        {
            RegisteredAt = agent.RegisteredAt == default ? now : agent.RegisteredAt,
            UpdatedAt = now,
            Version = agent.Version + 1,
        };
        var (put, looksLike) = await _registry.ChangeAsync(survivesPowerLoss: true, connection => Put(connection, stored), ct).ConfigureAwait(false);
        return looksLike is null ? put : throw RegistryException.Lookalike(agent.Id, looksLike);
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
    private async ValueTask<Agent> RegisterAsync(string id, CancellationToken ct)
    {
        var (registered, looksLike) = await _registry.ChangeAsync<(Agent?, string?)>(
            survivesPowerLoss: false,
            connection =>
            {
                // Somebody else may have been faster: the transaction sees it.
                if (AgentRow.Find(connection, id) is { } known)
                {
                    return (known, null);
                }

                if (AgentSkeletons.Holder(connection, id) is { } other)
                {
                    return (null, other);
                }

                if (AgentRow.CountSeen(connection) >= AgentIds.MostSeen)
                {
                    return (null, null);
                }

                var now = _clock.GetUtcNow().ToUniversalTime();
                var agent = new Agent { Id = id, AutoRegistered = true, RegisteredAt = now, UpdatedAt = now, UpdatedBy = "gate", Version = 1 };
                AgentRow.Insert(connection, agent);
                AgentSkeletons.Take(connection, id);
                return (agent, null);
            },
            ct).ConfigureAwait(false);
        return registered ?? throw (looksLike is null
            ? new RegistryException($"agent '{id}' was not registered: there are {AgentIds.MostSeen} already that nobody registered by hand") { IsFull = true }
            : RegistryException.Lookalike(id, looksLike));
    }

    private static (Agent Stored, string? LooksLike) Put(Connection connection, Agent agent)
    {
        var read = agent.Version - 1;
        if (read == 0 ? AgentRow.Find(connection, agent.Id) is not null : !AgentRow.Update(connection, agent, read))
        {
            throw new Refused($"agent '{agent.Id}' was changed or registered by somebody else meanwhile; read it again and repeat the change");
        }

        if (read != 0)
        {
            return (agent, null);
        }

        if (AgentSkeletons.Holder(connection, agent.Id) is { } holder && AgentRow.Find(connection, holder) is { } other)
        {
            if (!other.AutoRegistered)
            {
                return (agent, holder);
            }

            Displace(connection, other, agent);
        }

        AgentRow.Insert(connection, agent);
        AgentSkeletons.Take(connection, agent.Id);
        return (agent, null);
    }

    // Its own first call had registered it; whoever calls first must not keep an id from who is meant to have it.
    private static void Displace(Connection connection, Agent other, Agent agent) => AgentRow.Update(
        connection,
        other with
        {
            Status = AgentStatus.Suspended,
            SuspensionReason = $"its id looks like '{agent.Id}', which was registered by hand",
            SuspendedAt = agent.UpdatedAt,
            UpdatedAt = agent.UpdatedAt,
            UpdatedBy = agent.UpdatedBy,
            Version = other.Version + 1,
        },
        other.Version);
}
