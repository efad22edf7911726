namespace PolicyGuard.Ledger.Tree;

/// <summary>Gives stored hashes of the tree. One implementation per store, and one per exported folder.</summary>
public interface ITileSource
{
    /// <summary>Consecutive hashes of one tile level: hash i at level L is the root over the leaves from i·256^L up to, not including, (i+1)·256^L.</summary>
    /// <remarks>
    /// <see cref="TileTree"/> asks for whole tiles of C2SP tlog-tiles as they stand at the tree's size: <paramref name="first"/> is a multiple
    /// of 256 and <paramref name="count"/> is the tile's width. It does not trust the answer; who verifies recomputes the root.
    /// </remarks>
    /// <param name="level">The tile level, 0 to 7; 0 are leaf hashes.</param>
    /// <param name="first">The number of the first hash within the level, from 0.</param>
    /// <param name="count">How many, 1 to 256.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <returns>The hashes one after the other, 32 bytes each.</returns>
    /// <exception cref="LedgerException">It cannot give all of them: pruned, lost, unreadable.</exception>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(int level, long first, int count, CancellationToken ct);
}
