namespace PolicyGuard.Registry;

/// <summary>Keeps agents, shared by all processes on one store. A change made by one process MUST be seen by the next look-up of every other.</summary>
public interface IAgentStore
{
    /// <summary>The agent, registered at trust <c>low</c> with <see cref="Agent.AutoRegistered"/> where nobody knew it. Racing callers get one record, racing look-alikes too: one of them.</summary>
    /// <exception cref="ArgumentException">No store could give the id back as it is: empty, longer than 256 characters, or not valid Unicode.</exception>
    /// <exception cref="RegistryException">The store cannot be read or written, or a reader would take the id for that of another agent (<see cref="RegistryException.LooksLike"/>), or too many were registered like this already (<see cref="RegistryException.IsFull"/>).</exception>
    ValueTask<Agent> GetOrRegisterAsync(string id, CancellationToken ct = default);

    /// <summary>The agent, or null.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    ValueTask<Agent?> FindAsync(string id, CancellationToken ct = default);

    /// <summary>Inserts (<see cref="Agent.Version"/> 0) or replaces the version that was read; returns the stored record with its new version. A new one whose id a reader would take for an agent's that somebody registered is refused; one that only its own first call had registered is suspended for it. The store dates the change, and a registration that has no date.</summary>
    /// <exception cref="RegistryException">Somebody else changed the record in between (<see cref="RegistryException.IsConflict"/>), or the store cannot be written.</exception>
    ValueTask<Agent> PutAsync(Agent agent, CancellationToken ct = default);

    /// <summary>All agents by id.</summary>
    ValueTask<IReadOnlyList<Agent>> ListAsync(CancellationToken ct = default);

    /// <summary>The versions of an agent's record, newest first, the one in force among them; empty where nobody knows the agent. Versions are kept in the transaction that replaces them.</summary>
    /// <param name="id">The agent.</param>
    /// <param name="limit">At most so many; at least 1.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    ValueTask<IReadOnlyList<Agent>> HistoryAsync(string id, int limit, CancellationToken ct = default);
}

/// <summary>The registry could not be read or written; calls are refused with <c>registry.unavailable</c>.</summary>
public sealed class RegistryException : Exception
{
    /// <summary>The registry could not be read or written.</summary>
    public RegistryException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Whether the store is well and somebody else was faster: read again, and repeat the change where it still makes sense.</summary>
    public bool IsConflict { get; init; }

    /// <summary>The registered agent whose id a reader would take the refused one for; else null.</summary>
    public string? LooksLike { get; init; }

    /// <summary>Whether the store is well and holds <see cref="AgentIds.MostSeen"/> agents already that nobody registered.</summary>
    public bool IsFull { get; init; }

    /// <summary>A look-alike was refused.</summary>
    public static RegistryException Lookalike(string id, string other) => new($"agent '{id}' was not registered: its id looks like that of agent '{other}'") { LooksLike = other };
}
