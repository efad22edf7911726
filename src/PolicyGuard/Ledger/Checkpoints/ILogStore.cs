using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Ledger.Checkpoints;

/// <summary>Keeps what makes the ledger a log that outsiders can check: hashes of its tree, checkpoints, seals, and the chain of signing keys.</summary>
/// <remarks>
/// The contract, one test per sentence:
/// When <see cref="SettleAsync"/> answers a size, every entry before it MUST survive power loss, so that no checkpoint speaks of an entry that may vanish.
/// A checkpoint MUST be added only behind the one that its publisher saw last; who was slower MUST add nothing.
/// What was added MUST never be changed or removed.
/// </remarks>
public interface ILogStore : ITileSource
{
    /// <summary>The right to publish, which one process at a time has; null while another has it. Given back by disposing, or by the system when the process dies.</summary>
    IDisposable? TryLock();

    /// <summary>How many entries there are, once all of them survive power loss.</summary>
    /// <exception cref="LedgerException">They cannot be made to.</exception>
    ValueTask<long> SettleAsync();

    /// <summary>Where the log stands.</summary>
    /// <exception cref="LedgerException">It cannot be read.</exception>
    ValueTask<LogExtent> ExtentAsync(CancellationToken ct);

    /// <summary>The newest checkpoint whose tree has at most so many entries; null where there is none.</summary>
    /// <exception cref="LedgerException">It cannot be read.</exception>
    ValueTask<StoredCheckpoint?> CheckpointAsync(long atMost, CancellationToken ct);

    /// <summary>Adds a checkpoint, and what was sealed since the last one.</summary>
    /// <param name="next">The checkpoint.</param>
    /// <param name="after">The size of the checkpoint that was the last one; 0 where there was none.</param>
    /// <param name="seals">Seals, in order.</param>
    /// <returns>False where somebody else was faster: nothing was added.</returns>
    /// <exception cref="LedgerException">It cannot be stored.</exception>
    ValueTask<bool> TryAddAsync(StoredCheckpoint next, long after, IReadOnlyList<StoredSeal> seals);

    /// <summary>The seal of the calls closed in the range that an index lies in; null where it is not sealed yet.</summary>
    /// <exception cref="LedgerException">It cannot be read.</exception>
    ValueTask<StoredSeal?> SealAsync(long index, CancellationToken ct);

    /// <summary>The links of the chain of signing keys, encoded, oldest first.</summary>
    /// <exception cref="LedgerException">They cannot be read.</exception>
    ValueTask<IReadOnlyList<string>> KeyLinksAsync(CancellationToken ct);

    /// <summary>Adds a link behind so many others.</summary>
    /// <returns>False where there are more already.</returns>
    /// <exception cref="LedgerException">It cannot be stored.</exception>
    ValueTask<bool> TryAddKeyLinkAsync(int sequence, string link);

    /// <summary>The index before which all entries are older than a time, in whole blocks of <see cref="LogExtent.PruneUnit"/> that are complete.</summary>
    /// <exception cref="LedgerException">It cannot be read.</exception>
    ValueTask<long> OlderAsync(DateTimeOffset before, CancellationToken ct);

    /// <summary>Removes the entries before an index, and keeps their leaf hashes: the tree stays whole, and every proof and checkpoint good.</summary>
    /// <param name="before">A multiple of <see cref="LogExtent.PruneUnit"/>, at most the size of the last checkpoint.</param>
    /// <returns>How many entries were removed.</returns>
    /// <exception cref="LedgerException">It cannot be done; nothing was removed.</exception>
    ValueTask<long> PruneAsync(long before);
}
