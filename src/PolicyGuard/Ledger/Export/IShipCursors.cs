namespace PolicyGuard.Ledger.Export;

/// <summary>Remembers how far each sink has got, across restarts.</summary>
public interface IShipCursors
{
    /// <summary>The index of the next entry to ship to a sink; 0 for one that nothing was shipped to.</summary>
    /// <exception cref="LedgerException">It cannot be read.</exception>
    ValueTask<long> ReadAsync(string sink, CancellationToken ct);

    /// <summary>Remembers the index of the next entry to ship.</summary>
    /// <param name="sink">The sink's name.</param>
    /// <param name="next">The index; all before it were acknowledged.</param>
    /// <param name="ct">Cancels the waiting.</param>
    /// <exception cref="LedgerException">It is not stored.</exception>
    ValueTask WriteAsync(string sink, long next, CancellationToken ct);
}
