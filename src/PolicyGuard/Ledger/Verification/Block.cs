using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Ledger.Verification;

/// <summary>The run of at most 256 entries that a verifier is in: the hashes of their bytes, and the hashes that the store has for them.</summary>
internal sealed class Block
{
    /// <summary>Entries in a whole one.</summary>
    public const int Width = 256;

    private readonly byte[] _computed = new byte[Width * TreeHash.Size];
    private readonly byte[] _stored = new byte[Width * TreeHash.Size];
    private readonly bool[] _missing = new bool[Width];

    /// <summary>The index of its first entry.</summary>
    public long First { get; private set; }

    /// <summary>Entries seen, missing ones included.</summary>
    public int Count { get; private set; }

    /// <summary>Whether entries are missing in it.</summary>
    public bool HasGap { get; private set; }

    /// <summary>Whether some stored hash is not that of the bytes.</summary>
    public bool Differs => !_computed.AsSpan(0, Count * TreeHash.Size).SequenceEqual(_stored.AsSpan(0, Count * TreeHash.Size));

    /// <summary>Begins the next one.</summary>
    public void Begin(long first)
    {
        (First, Count, HasGap) = (first, 0, false);
        Array.Clear(_missing);
    }

    /// <summary>Takes an entry.</summary>
    public void Add(ReadOnlySpan<byte> json, ReadOnlySpan<byte> storedHash)
    {
        TreeHash.Leaf(json, Computed(Count));
        Keep(storedHash);
    }

    /// <summary>Takes a hash whose entry was pruned.</summary>
    public void AddPruned(ReadOnlySpan<byte> hash)
    {
        hash.CopyTo(Computed(Count));
        Keep(hash);
    }

    /// <summary>Takes note of an entry that is not there.</summary>
    public void AddMissing()
    {
        _missing[Count++] = true;
        HasGap = true;
    }

    /// <summary>The root over its first entries, by the bytes or by the stored hashes.</summary>
    public byte[] Root(int count, bool stored)
    {
        var range = new CompactRange();
        AppendTo(range, count, stored);
        return range.Root();
    }

    /// <summary>Appends its first entries to the right edge of a tree.</summary>
    public void AppendTo(CompactRange range, int count, bool stored)
    {
        for (var i = 0; i < count; i++)
        {
            range.Append((stored ? _stored : _computed).AsSpan(i * TreeHash.Size, TreeHash.Size));
        }
    }

    /// <summary>The hashes of the bytes, concatenated.</summary>
    public ReadOnlySpan<byte> Hashes => _computed.AsSpan(0, Count * TreeHash.Size);

    /// <summary>The entries whose stored hash is not that of the bytes.</summary>
    public IEnumerable<long> Differing()
    {
        for (var i = 0; i < Count; i++)
        {
            if (!_missing[i] && !_computed.AsSpan(i * TreeHash.Size, TreeHash.Size).SequenceEqual(_stored.AsSpan(i * TreeHash.Size, TreeHash.Size)))
            {
                yield return First + i;
            }
        }
    }

    private Span<byte> Computed(int at) => _computed.AsSpan(at * TreeHash.Size, TreeHash.Size);

    private void Keep(ReadOnlySpan<byte> storedHash)
    {
        var to = _stored.AsSpan(Count * TreeHash.Size, TreeHash.Size);
        to.Clear();
        storedHash[..Math.Min(storedHash.Length, TreeHash.Size)].CopyTo(to);
        Count++;
    }
}
