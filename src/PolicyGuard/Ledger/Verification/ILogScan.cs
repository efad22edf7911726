using PolicyGuard.Ledger.Checkpoints;

namespace PolicyGuard.Ledger.Verification;

/// <summary>Reads everything that a verifier has to see, in order and without trusting any of it.</summary>
public interface ILogScan
{
    /// <summary>Shows rows in order of their index.</summary>
    /// <param name="from">The first index.</param>
    /// <param name="most">At most so many rows.</param>
    /// <param name="see">Looks at each.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="LedgerException">They cannot be read.</exception>
    int Entries(long from, int most, RawEntrySeen see);

    /// <summary>Hashes of one level of the tree, as they are stored: concatenated, fewer where some are missing.</summary>
    /// <exception cref="LedgerException">They cannot be read.</exception>
    byte[] Hashes(int level, long first, int count);

    /// <summary>Whether the store finds the entries of a block of 1,024 by just this span of time.</summary>
    /// <exception cref="LedgerException">It cannot be read.</exception>
    bool HasSpan(long block, long earliest, long latest);

    /// <summary>Checkpoints of more than so many entries, in order.</summary>
    /// <exception cref="LedgerException">They cannot be read.</exception>
    IReadOnlyList<StoredCheckpoint> Checkpoints(long after, int most);

    /// <summary>Seals of entries behind an index, in order of their entry.</summary>
    /// <exception cref="LedgerException">They cannot be read.</exception>
    IReadOnlyList<StoredSeal> Seals(long after, int most);
}
