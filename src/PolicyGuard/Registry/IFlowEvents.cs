namespace PolicyGuard.Registry;

/// <summary>
/// Keeps what happened in flows, in order, for all processes on one store. When an append returns, every other process MUST see the event with
/// its next read: else a call through another process slips past what it would have refused.
/// </summary>
public interface IFlowEvents
{
    /// <summary>Appends an event, and drops what has run out or is too much for its pool, the oldest first.</summary>
    /// <returns>Its place in the order.</returns>
    /// <exception cref="RegistryException">It cannot be written; nothing was stored.</exception>
    ValueTask<long> AppendAsync(StoredFlowEvent flowEvent, CancellationToken ct = default);

    /// <summary>The events of a pool behind a place in the order that have not run out, in order.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="after">The place; 0 for all.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RegistryException">They cannot be read.</exception>
    ValueTask<IReadOnlyList<StoredFlowEvent>> ReadAsync(string pool, long after, CancellationToken ct = default);
}
