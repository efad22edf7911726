namespace PolicyGuard.Registry;

/// <summary>Keeps the flows that people opened, shared by all processes on one store.</summary>
public interface IFlowStore
{
    /// <summary>Adds a flow.</summary>
    /// <exception cref="RegistryException">It cannot be written.</exception>
    ValueTask AddAsync(FlowRecord flow, CancellationToken ct = default);

    /// <summary>The flow of an id, open or not; or null.</summary>
    /// <exception cref="RegistryException">It cannot be read.</exception>
    ValueTask<FlowRecord?> FindAsync(string id, CancellationToken ct = default);

    /// <summary>The flow of a token's hash, open or not; or null.</summary>
    /// <exception cref="RegistryException">It cannot be read.</exception>
    ValueTask<FlowRecord?> FindByTokenAsync(string tokenHash, CancellationToken ct = default);

    /// <summary>Flows, newest first; only those that are open, or all.</summary>
    /// <exception cref="RegistryException">They cannot be read.</exception>
    ValueTask<IReadOnlyList<FlowRecord>> ListAsync(bool openOnly, int limit, CancellationToken ct = default);

    /// <summary>Makes a caller the one that may join, where none is yet.</summary>
    /// <returns>The flow as it stands now; null where it is not there or not open.</returns>
    /// <exception cref="RegistryException">It cannot be written.</exception>
    ValueTask<FlowRecord?> JoinAsync(string id, string caller, CancellationToken ct = default);

    /// <summary>Replaces what the user said; false where the flow is not open.</summary>
    /// <exception cref="RegistryException">It cannot be written.</exception>
    ValueTask<bool> SayAsync(string id, ReadOnlyMemory<byte> request, CancellationToken ct = default);

    /// <summary>Closes a flow and drops its events; false where it is not open.</summary>
    /// <exception cref="RegistryException">It cannot be written.</exception>
    ValueTask<bool> CloseAsync(string id, string by, CancellationToken ct = default);
}
