using PolicyGuard.Ledger;

namespace PolicyGuard.Backends.Shipping;

/// <summary>Where entries are shipped to. One that holds something open is <see cref="IDisposable"/> as well.</summary>
public interface IShipSink
{
    /// <summary>
    /// Hands entries over, and returns when the other side has acknowledged them as well as its protocol can. Entries may come again: after a
    /// failure, and after a crash between the acknowledgement and the moving of the cursor.
    /// </summary>
    /// <param name="batch">The entries, in the order of their index; at least one.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>What the other side said it did not keep although it took the batch, for the operator; else null.</returns>
    /// <exception cref="ShipException">The other side refused them, or said when to come again.</exception>
    /// <remarks>Any other exception is a failure too; the same entries are sent again later.</remarks>
    ValueTask<string?> SendAsync(IReadOnlyList<StoredEntry> batch, CancellationToken ct);
}
