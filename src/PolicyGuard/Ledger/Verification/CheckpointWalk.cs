using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Notes;

namespace PolicyGuard.Ledger.Verification;

/// <summary>Goes through the stored checkpoints beside the entries, and holds each against the tree as far as it was seen.</summary>
internal sealed class CheckpointWalk
{
    private const int Page = 256;

    private readonly ILogScan _scan;
    private readonly KeyChain? _chain;
    private readonly Faults _faults;
    private readonly List<SignedTree> _disputed = [];
    private readonly Queue<StoredCheckpoint> _page = new();
    private readonly SignedTree? _against;
    private bool _againstSeen;
    private long _after;
    private long _agreedTo;

    /// <summary>Begins before the first checkpoint.</summary>
    /// <param name="scan">The store.</param>
    /// <param name="chain">The chain of keys; null where it is broken, and no signature can be believed.</param>
    /// <param name="against">A checkpoint that was kept elsewhere, if any.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public CheckpointWalk(ILogScan scan, KeyChain? chain, SignedTree? against, Faults faults)
    {
        (_scan, _chain, _against, _faults) = (scan, chain, against, faults);
        Fill();
    }

    /// <summary>Good checkpoints.</summary>
    public long Good { get; private set; }

    /// <summary>Entries proven by good checkpoints, faulty ones included.</summary>
    public long Proven { get; private set; }

    /// <summary>The size of the good one before the newest; 0 where there is none. What was closed before it has been sealed since.</summary>
    public long Before { get; private set; }

    /// <summary>The newest good one.</summary>
    public SignedTree? Newest { get; private set; }

    /// <summary>The size at which something is to be checked next.</summary>
    public long Next => Math.Min(
        _page.TryPeek(out var next) ? next.Size : long.MaxValue,
        _against is { } against && !_againstSeen ? against.Size : long.MaxValue);

    /// <summary>Checks what speaks of as many entries as were seen.</summary>
    public void Check(TreeWalk tree)
    {
        if (_against is { } against && !_againstSeen && against.Size == tree.Size)
        {
            _againstSeen = true;
            if (!tree.Agrees(against.Root.Span))
            {
                _faults.Add(Tampering.Fork, _agreedTo, against.Size, $"the checkpoint that was kept elsewhere speaks of other entries than these: the log was rewritten since", bad: false);
            }
        }

        while (_page.TryPeek(out var stored) && stored.Size <= tree.Size)
        {
            _page.Dequeue();
            // Where the last of its entries are missing nothing can be held against it; that they are missing was told.
            if (stored.Size == tree.Size)
            {
                Check(stored, tree);
            }

            if (_page.Count == 0)
            {
                Fill();
            }
        }
    }

    /// <summary>Tells of checkpoints that speak of entries which are not there, and of those that nothing later contradicted.</summary>
    public void End(long size)
    {
        if (_disputed.Count > 0)
        {
            _faults.Add(
                Tampering.EntryRewritten, _agreedTo, _disputed[0].Size,
                $"entries were changed together with all hashes: the signed checkpoint of {_disputed[0].Size} entries speaks of others{Later()}", bad: false);
        }

        for (; _page.Count > 0 || Fill(); _page.Dequeue())
        {
            var stored = _page.Peek();
            if (Open(stored) is { } tree)
            {
                _faults.Add(Tampering.Truncated, size, tree.Size, $"the signed checkpoint of {tree.Size} entries is there, and only {size} entries are", bad: false);
            }
        }

        if (_against is { } against && !_againstSeen)
        {
            _faults.Add(Tampering.Truncated, size, against.Size, $"the checkpoint that was kept elsewhere speaks of {against.Size} entries, and only {size} are there", bad: false);
        }
    }

    private void Check(StoredCheckpoint stored, TreeWalk tree)
    {
        if (Open(stored) is not { } signed)
        {
            return;
        }

        if (!tree.Agrees(signed.Root.Span))
        {
            _disputed.Add(signed);
            return;
        }

        // A later one that agrees says that the key's owner signed both: two histories.
        if (_disputed.Count > 0)
        {
            _faults.Add(
                Tampering.Fork, _agreedTo, _disputed[0].Size,
                $"the signed checkpoint of {_disputed[0].Size} entries speaks of other entries than the later one of {signed.Size}: the log was rewritten and signed again{Later()}", bad: false);
        }
        else
        {
            Proven += signed.Size - _agreedTo;
        }

        _disputed.Clear();
        (Before, _agreedTo, Newest) = (Newest?.Size ?? 0, signed.Size, signed);
        Good++;
    }

    private string Later() => _disputed.Count == 1 ? "" : $"; so do {_disputed.Count - 1} later ones, up to {_disputed[^1].Size}";

    private SignedTree? Open(StoredCheckpoint stored)
    {
        if (_chain is null)
        {
            return null;
        }

        if (SignedTree.Open(stored.Note.Span, _chain, out var tree, out var fault) is { } wrong)
        {
            _faults.Add(wrong, -1, -1, $"checkpoint of {stored.Size} entries: {fault}");
            return null;
        }

        if (tree!.Size != stored.Size)
        {
            _faults.Add(Tampering.CheckpointChanged, -1, -1, $"the checkpoint that is stored for {stored.Size} entries speaks of {tree.Size}");
            return null;
        }

        return tree;
    }

    private bool Fill()
    {
        foreach (var stored in _scan.Checkpoints(_after, Page))
        {
            _page.Enqueue(stored);
            _after = stored.Size;
        }

        return _page.Count > 0;
    }
}
