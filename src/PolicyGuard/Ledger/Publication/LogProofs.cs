using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Ledger.Publication;

/// <summary>Proofs out of the stored tree, each about a checkpoint that was published. A proof reads some tiles, however long the log is.</summary>
/// <remarks>Null with a fault where the question has no answer: no such checkpoint, or an entry that none speaks of.</remarks>
/// <param name="log">The tree and its checkpoints.</param>
public sealed class LogProofs(ILogStore log)
{
    private readonly TileTree _tree = new(log);

    /// <summary>The proof that an entry is in the log.</summary>
    /// <param name="index">The entry, from 0.</param>
    /// <param name="size">The size of the checkpoint; null takes the newest.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="LedgerException">The log cannot be read, or is damaged there.</exception>
    public async ValueTask<(LogProof? Proof, string Fault)> InclusionAsync(long index, long? size, CancellationToken ct)
    {
        var (note, tree, fault) = await CheckpointAsync(size, ct).ConfigureAwait(false);
        if (tree is null)
        {
            return (null, fault);
        }

        if (index < 0 || index >= tree.Size)
        {
            return (null, $"the checkpoint is of {tree.Size} entries, and entry {index} is none of them");
        }

        var path = await _tree.InclusionAsync(index, tree.Size, ct).ConfigureAwait(false);
        var leaf = await log.ReadAsync(0, index, 1, ct).ConfigureAwait(false);
        return TreeProofs.IsIncluded(index, tree.Size, leaf.Span, path, tree.Root.Span) ? (new LogProof(index, path, note!), "") : throw Damaged(tree.Size);
    }

    /// <summary>The proof that the log at one size is the beginning of the log at another.</summary>
    /// <param name="from">The earlier size, from 0; it need not be that of a checkpoint.</param>
    /// <param name="to">The size of the later checkpoint; null takes the newest.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="LedgerException">The log cannot be read, or is damaged there.</exception>
    public async ValueTask<(ConsistencyProof? Proof, string Fault)> ConsistencyAsync(long from, long? to, CancellationToken ct)
    {
        var (note, tree, fault) = await CheckpointAsync(to, ct).ConfigureAwait(false);
        if (tree is null)
        {
            return (null, fault);
        }

        if (from < 0 || from > tree.Size)
        {
            return (null, $"the checkpoint is of {tree.Size} entries, and nobody signed for {from}");
        }

        var root = await _tree.RootAsync(from, ct).ConfigureAwait(false);
        var path = await _tree.ConsistencyAsync(from, tree.Size, ct).ConfigureAwait(false);
        return TreeProofs.IsConsistent(from, tree.Size, root, tree.Root.Span, path) ? (new ConsistencyProof(from, root, path, tree, note!), "") : throw Damaged(tree.Size);
    }

    // A proof that proves nothing is not handed out.
    private static LedgerException Damaged(long size) =>
        new($"the log is not the one that was signed for at {size} entries, so nothing is proven; `policyguard audit verify` says more");

    private async ValueTask<(SignedNote? Note, Checkpoint? Tree, string Fault)> CheckpointAsync(long? size, CancellationToken ct)
    {
        var stored = await log.CheckpointAsync(size ?? long.MaxValue, ct).ConfigureAwait(false);
        if (stored is null || (size is { } wanted && stored.Size != wanted))
        {
            return (null, null, size is null ? "no checkpoint was published yet" : $"no checkpoint of {size} entries was published; the newest below it is of {stored?.Size ?? 0}");
        }

        return SignedNote.TryParse(stored.Note.Span, out var note, out var fault) && Checkpoint.TryParse(note.Text, out var tree, out fault) && tree.Size == stored.Size
            ? (note, tree, "")
            : throw new LedgerException($"the checkpoint of {stored.Size} entries is not good: {fault ?? "it speaks of another size"}; `policyguard audit verify` says more");
    }
}

/// <summary>That one tree is the beginning of another (RFC 6962 §2.1.2).</summary>
/// <param name="From">The earlier size.</param>
/// <param name="FromRoot">Its root, as the log has it; hold it against a checkpoint of your own.</param>
/// <param name="Hashes">The proof.</param>
/// <param name="To">The later size and its root.</param>
/// <param name="Checkpoint">What vouches for these.</param>
public sealed record ConsistencyProof(long From, ReadOnlyMemory<byte> FromRoot, IReadOnlyList<ReadOnlyMemory<byte>> Hashes, Checkpoint To, SignedNote Checkpoint);
