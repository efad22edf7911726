using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Ledger.Verification;

/// <summary>
/// Follows two trees over the same log: one by the bytes of the entries, one by the hashes that are stored. Where they part, the next signed
/// checkpoint says which of the two is the log that was signed, and so what was changed: the entries, or the hashes.
/// </summary>
internal sealed class TreeWalk(ILogScan scan, Faults faults)
{
    private const long MostMissing = 1 << 20;

    private readonly Block _block = new();
    private readonly List<Parted> _parted = [];
    private CompactRange _byEntries = new();
    private CompactRange _byHashes = new();
    private long _settled;
    private bool _lost;

    /// <summary>Entries seen.</summary>
    public long Size => _block.First + _block.Count;

    /// <summary>Takes an entry.</summary>
    public void Add(ReadOnlySpan<byte> json, ReadOnlySpan<byte> storedHash)
    {
        _block.Add(json, storedHash);
        EndBlock();
    }

    /// <summary>Takes the hash of a pruned entry.</summary>
    public void AddPruned(ReadOnlySpan<byte> hash)
    {
        _block.AddPruned(hash);
        EndBlock();
    }

    /// <summary>Takes note that entries up to an index are not there.</summary>
    /// <returns>False where so many are missing that nothing behind them can be placed.</returns>
    public bool TrySkipTo(long index)
    {
        faults.Add(Tampering.EntryMissing, Size, index, index - Size == 1 ? $"entry {Size} is not there" : $"entries {Size} to {index - 1} are not there");
        if (index - Size > MostMissing)
        {
            _lost = true;
            return false;
        }

        while (Size < index)
        {
            _block.AddMissing();
            EndBlock();
        }

        return true;
    }

    /// <summary>Whether the log, as far as it was seen, is the one that a root speaks of; settles what was open.</summary>
    public bool Agrees(ReadOnlySpan<byte> root)
    {
        if (!_lost && !_block.HasGap && Root(byHashes: false).AsSpan().SequenceEqual(root))
        {
            Settle(entriesAreRight: true);
            return true;
        }

        if (!_lost && !_block.HasGap && Root(byHashes: true).AsSpan().SequenceEqual(root))
        {
            Settle(entriesAreRight: false);
            return true;
        }

        return false;
    }

    /// <summary>Whether entries and hashes tell the same since the last checkpoint that agreed, and no entry is missing.</summary>
    public bool IsWhole => _parted.Count == 0 && !_lost && !_block.HasGap && !_block.Differs;

    /// <summary>Looks for hashes of the tree that stand for entries which are not there: planted, they would become part of the tree when it grows.</summary>
    public void CheckBeyond()
    {
        var level = 1;
        for (var count = Size / Block.Width; level < 8; count /= Block.Width, level++)
        {
            if (scan.Hashes(level, count, 1).Length > 0)
            {
                faults.Add(Tampering.TreeChanged, -1, -1, $"hash {count} of level {level} of the tree stands for entries that are not there");
            }
        }
    }

    /// <summary>The root by the bytes of the entries.</summary>
    public byte[] Root() => Root(byHashes: false);

    /// <summary>Tells what nobody signed for and is wrong all the same.</summary>
    public void End()
    {
        foreach (var parted in _parted)
        {
            parted.Guess(faults);
        }

        foreach (var index in _block.Differing().Where(index => index >= _settled))
        {
            faults.Add(Tampering.EntryChanged, index, index + 1, "the entry and its stored hash differ");
        }
    }

    private void EndBlock()
    {
        if (_block.Count < Block.Width)
        {
            return;
        }

        var number = _block.First / Block.Width;
        var node = scan.Hashes(1, number, 1);
        if (node.Length == 0)
        {
            faults.Add(Tampering.TreeChanged, _block.First, Size, $"hash {number} of level 1 of the tree is not there", bad: false);
        }

        if (_block.HasGap)
        {
            // What is there cannot be placed in the tree without what is not.
            faults.Add(Tampering.EntryMissing, _block.First, Size, "entries beside missing ones cannot be proven");
            _lost |= node.Length == 0;
            Append(node, node);
        }
        else
        {
            EndWholeBlock(node);
        }

        CheckHigher(number);
        _block.Begin(Size);
    }

    private void EndWholeBlock(byte[] node)
    {
        var computed = _block.Root(Block.Width, stored: false);
        if (node.Length == 0)
        {
            node = computed;
        }

        if (node.AsSpan().SequenceEqual(computed))
        {
            foreach (var index in _block.Differing().Where(index => index >= _settled))
            {
                faults.Add(Tampering.HashChanged, index, index + 1, "the stored hash is not that of the entry", bad: false);
            }
        }
        else
        {
            _parted.Add(Parted.Of(_block, node, _settled));
        }

        Append(computed, node);
    }

    private void Append(byte[] computed, byte[] node)
    {
        if (_lost)
        {
            return;
        }

        _byEntries.AppendSubtree(8, computed);
        _byHashes.AppendSubtree(8, node);
    }

    // Hashes of higher levels are made of those below, which are checked already.
    private void CheckHigher(long number)
    {
        var level = 2;
        for (var end = number + 1; end % Block.Width == 0; end /= Block.Width, level++)
        {
            var index = (end / Block.Width) - 1;
            var below = scan.Hashes(level - 1, index * Block.Width, Block.Width);
            var node = scan.Hashes(level, index, 1);
            var range = new CompactRange();
            for (var at = 0; at < below.Length; at += TreeHash.Size)
            {
                range.Append(below.AsSpan(at, TreeHash.Size));
            }

            if (!range.Root().AsSpan().SequenceEqual(node))
            {
                var span = (long)Math.Pow(Block.Width, level);
                faults.Add(Tampering.TreeChanged, index * span, (index + 1) * span, $"hash {index} of level {level} of the tree is missing or not that of the level below", bad: false);
            }
        }
    }

    private byte[] Root(bool byHashes)
    {
        var edge = (byHashes ? _byHashes : _byEntries).Clone();
        _block.AppendTo(edge, _block.Count, byHashes);
        return edge.Root();
    }

    private void Settle(bool entriesAreRight)
    {
        foreach (var parted in _parted)
        {
            parted.Settle(entriesAreRight, faults);
        }

        foreach (var index in _block.Differing().Where(index => index >= _settled))
        {
            if (entriesAreRight)
            {
                faults.Add(Tampering.HashChanged, index, index + 1, "the stored hash is not that of the entry", bad: false);
            }
            else
            {
                faults.Add(Tampering.EntryChanged, index, index + 1, "the entry is not the one that was signed for");
            }
        }

        _parted.Clear();
        (_byEntries, _byHashes) = entriesAreRight ? (_byEntries, _byEntries.Clone()) : (_byHashes.Clone(), _byHashes);
        _settled = Size;
    }
}
