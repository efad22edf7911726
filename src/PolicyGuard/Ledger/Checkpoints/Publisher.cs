using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Tree;
using PolicyGuard.Ledger.Verification;

namespace PolicyGuard.Ledger.Checkpoints;

/// <summary>
/// Publishes checkpoints: signs for all entries that survive power loss, after making sure that they go on from the last checkpoint. It never signs for
/// two histories: a log that was changed under it is not signed any more.
/// </summary>
/// <param name="store">The log.</param>
/// <param name="keys">The signing keys.</param>
/// <param name="seals">Signs for the executed calls since the last seal.</param>
/// <param name="clock">Dates checkpoints.</param>
public sealed class Publisher(ILogStore store, LogKeys keys, SealMaker seals, TimeProvider clock)
{
    /// <summary>Publishes what there is to publish.</summary>
    /// <param name="ct">Cancels the reading.</param>
    /// <returns>The newest checkpoint; null where another process is just publishing, or the log is empty.</returns>
    /// <exception cref="LedgerException">It cannot be done, and the log says why: it cannot be written, the key is not there, or it was changed.</exception>
    public async ValueTask<StoredCheckpoint?> PublishAsync(CancellationToken ct)
    {
        using var turn = store.TryLock();
        return turn is null ? null : await PublishLockedAsync(ct).ConfigureAwait(false);
    }

    /// <summary>As <see cref="PublishAsync"/>, for who has the right to publish already.</summary>
    /// <exception cref="LedgerException">It cannot be done.</exception>
    public async ValueTask<StoredCheckpoint?> PublishLockedAsync(CancellationToken ct)
    {
        // Outcomes on whose writing nobody waits are written now: a call that was answered is sealed, too.
        await store.SettleAsync().ConfigureAwait(false);
        var state = await store.ExtentAsync(ct).ConfigureAwait(false);
        if (state.Size == (state.Published?.Size ?? 0))
        {
            return state.Published;
        }

        var (chain, signer) = await keys.CurrentAsync(ct).ConfigureAwait(false);
        var tree = new TileTree(store);
        await MustGoOnAsync(tree, state, chain, ct).ConfigureAwait(false);
        var made = await seals.SealAsync(chain.Origin, signer, state, ct).ConfigureAwait(false);
        var size = await store.SettleAsync().ConfigureAwait(false);
        await GrowthCheck.MustBeOfLeavesAsync(store, state.Published?.Size ?? 0, size, ct).ConfigureAwait(false);
        var checkpoint = new Checkpoint(chain.Origin, size, await tree.RootAsync(size, ct).ConfigureAwait(false), []);
        var next = new StoredCheckpoint(size, clock.GetUtcNow(), SignedNote.Sign(checkpoint.Text, signer).Encode());
        return await store.TryAddAsync(next, state.Published?.Size ?? 0, made).ConfigureAwait(false) ? next : null;
    }

    private static async ValueTask MustGoOnAsync(TileTree tree, LogExtent state, KeyChain chain, CancellationToken ct)
    {
        if (state.Published is not { } last)
        {
            return;
        }

        if (SignedTree.Open(last.Note.Span, chain, out var signed, out var fault) is not null)
        {
            throw new LedgerException($"nothing is signed: the last checkpoint is not good: {fault}; `policyguard audit verify` says more");
        }

        if (signed!.Size > state.Size || !(await tree.RootAsync(signed.Size, ct).ConfigureAwait(false)).AsSpan().SequenceEqual(signed.Root.Span))
        {
            throw new LedgerException(
                $"nothing is signed: the log's first {signed.Size} entries are not those that were signed for at {Ledger.Time(last.At)}; keep a copy of the data folder as evidence, and run `policyguard audit verify`");
        }
    }
}
