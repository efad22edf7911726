using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Ledger.Verification;

/// <summary>
/// Recomputes a whole log from what is stored, believing nothing: the hash of every entry, every hash of the tree, the root under every checkpoint,
/// every signature, every seal, and the copies beside an entry by which it is found. Not the columns by which entries are counted: those are made anew
/// from the entries where they are deleted. In constant memory, but for calls that were never closed.
/// </summary>
/// <param name="scan">The store.</param>
/// <param name="state">Where the store says the log stands.</param>
/// <param name="links">The chain of signing keys, encoded, as it is stored.</param>
public sealed class LogVerifier(ILogScan scan, Checkpoints.LogExtent state, IReadOnlyList<string> links)
{
    private const int Page = 2048;

    /// <summary>A key that the reader knows from elsewhere: it has to be in the chain, and vouches for all that follow. Null believes the chain's first.</summary>
    public NoteKey? Pinned { get; init; }

    /// <summary>A checkpoint that was kept elsewhere: the log has to go on from it. Null knows none.</summary>
    public ReadOnlyMemory<byte>? Against { get; init; }

    /// <summary>Told how many entries were checked, now and then.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Checks everything.</summary>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public VerificationReport Run(CancellationToken ct)
    {
        var faults = new Faults();
        var chain = Chain(faults);
        var against = OpenAgainst(chain, faults);
        var tree = new TreeWalk(scan, faults);
        var checkpoints = new CheckpointWalk(scan, chain, against, faults);
        var columns = new ColumnCheck(faults);
        var seals = new SealWalk(scan, chain, state.Pruned, faults);
        var pruned = ReadPruned(tree, checkpoints, faults, ct);
        var times = new TimeCheck(scan, faults);
        var whole = ReadEntries(tree, checkpoints, columns, seals, times, pruned, faults, ct);
        if (whole)
        {
            tree.CheckBeyond();
            seals.End();
            tree.End();
            checkpoints.End(tree.Size);
        }

        if (seals.FirstUnsealed is { } unsealed && unsealed < checkpoints.Before)
        {
            faults.Add(Tampering.SealChanged, unsealed, unsealed + 1, "the call that was closed here, or one behind it, was signed for, and its seal is gone", bad: false);
        }

        if (pruned > columns.PrunedByEntries)
        {
            faults.Add(Tampering.PruneUnrecorded, 0, pruned, $"entries before {pruned} are gone, and no entry says that somebody pruned them", bad: false);
        }

        var signedTo = checkpoints.Newest?.Size ?? 0;
        return new VerificationReport
        {
            Origin = chain?.Origin ?? "",
            Size = tree.Size,
            Pruned = pruned,
            Proven = Math.Max(0, checkpoints.Proven - faults.BadEntries),
            Unsigned = tree.Size - signedTo,
            Checkpoints = checkpoints.Good,
            Seals = seals.Good,
            NeverClosed = columns.NeverClosed,
            SignedTo = signedTo,
            Root = checkpoints.Newest?.Root ?? tree.Root(),
            Faults = faults.Listed,
            FaultsNotListed = faults.NotListed,
        };
    }

    private KeyChain? Chain(Faults faults)
    {
        if (links.Count == 0)
        {
            if (state.Published is not null || Pinned is not null)
            {
                faults.Add(Tampering.KeyChainChanged, -1, -1, "the chain of signing keys is gone");
            }

            return null;
        }

        if (!KeyChain.TryParse(links, out var chain, out var fault))
        {
            faults.Add(Tampering.KeyChainChanged, -1, -1, $"the chain of signing keys is broken: {fault}");
            return null;
        }

        if (Pinned is { } pinned && !chain.StartsFrom(pinned))
        {
            faults.Add(Tampering.ForeignKey, -1, -1, $"the chain of signing keys does not hold the key that you expect, {pinned.Id:x8}: somebody signed with keys of their own");
            return null;
        }

        return chain;
    }

    private SignedTree? OpenAgainst(KeyChain? chain, Faults faults)
    {
        if (Against is not { } note)
        {
            return null;
        }

        if (chain is null)
        {
            faults.Add(Tampering.KeyChainChanged, -1, -1, "the checkpoint that was kept elsewhere cannot be held against this log: the log has no chain of keys that could be believed");
            return null;
        }

        if (SignedTree.Open(note.Span, chain, out var tree, out var fault) is { } wrong)
        {
            faults.Add(wrong, -1, -1, $"the checkpoint that was kept elsewhere: {fault}");
        }

        return tree;
    }

    private long ReadPruned(TreeWalk tree, CheckpointWalk checkpoints, Faults faults, CancellationToken ct)
    {
        if (state.Pruned < 0 || state.Pruned % Checkpoints.LogExtent.PruneUnit != 0 || state.Pruned > state.Size)
        {
            faults.Add(Tampering.PruneUnrecorded, -1, -1, $"the store says that entries before {state.Pruned} were pruned, which nobody can have done");
            return 0;
        }

        while (tree.Size < state.Pruned)
        {
            ct.ThrowIfCancellationRequested();
            var hashes = scan.Hashes(0, tree.Size, (int)Math.Min(Block.Width, state.Pruned - tree.Size));
            if (hashes.Length == 0)
            {
                faults.Add(Tampering.TreeChanged, tree.Size, state.Pruned, "the leaf hashes of pruned entries are gone");
                tree.TrySkipTo(state.Pruned);
                break;
            }

            for (var at = 0; at < hashes.Length; at += TreeHash.Size)
            {
                tree.AddPruned(hashes.AsSpan(at, TreeHash.Size));
                if (tree.Size >= checkpoints.Next)
                {
                    checkpoints.Check(tree);
                }
            }
        }

        return state.Pruned;
    }

    private bool ReadEntries(TreeWalk tree, CheckpointWalk checkpoints, ColumnCheck columns, SealWalk seals, TimeCheck times, long pruned, Faults faults, CancellationToken ct)
    {
        var whole = true;
        scan.Entries(long.MinValue, VerificationReport.MostFaults, (in RawEntry row) =>
        {
            if (row.Index < pruned)
            {
                faults.Add(Tampering.EntryAdded, row.Index, row.Index + 1, "a row stands where the log has no entry", bad: false);
            }
        });
        for (var count = Page; count == Page && whole;)
        {
            ct.ThrowIfCancellationRequested();
            count = scan.Entries(tree.Size, Page, (in RawEntry row) =>
            {
                whole = whole && (row.Index == tree.Size || tree.TrySkipTo(row.Index));
                if (!whole)
                {
                    return;
                }

                columns.Check(row, pruned, out var head);
                seals.Check(row, head);
                times.See(row.Index, row.At);
                tree.Add(row.Json, row.LeafHash);
                if (tree.Size >= checkpoints.Next)
                {
                    checkpoints.Check(tree);
                }
            });
            Progress?.Invoke(tree.Size);
        }

        return whole;
    }
}
