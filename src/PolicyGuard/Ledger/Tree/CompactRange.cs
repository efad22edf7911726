using System.Numerics;

namespace PolicyGuard.Ledger.Tree;

/// <summary>
/// The right edge of a growing tree: the roots of the perfect subtrees that its leaves form, largest first. It is all that is needed to
/// append and to know the root; at most 63 hashes, whatever the size. Not thread-safe.
/// </summary>
public sealed class CompactRange
{
    private const int Hash = TreeHash.Size;

    private byte[] _nodes;

    /// <summary>A tree without leaves.</summary>
    public CompactRange()
        : this(0, new byte[8 * Hash])
    {
    }

    private CompactRange(long size, byte[] nodes) => (Size, _nodes) = (size, nodes);

    /// <summary>Leaves so far.</summary>
    public long Size { get; private set; }

    private int Count => BitOperations.PopCount((ulong)Size);

    /// <summary>The edge of a tree whose perfect subtrees are known.</summary>
    /// <param name="size">Its leaves, from 0.</param>
    /// <param name="perfectSubtreesLeftToRight">One hash for each bit that is set in the size, the highest first.</param>
    /// <exception cref="ArgumentException">The size is negative, there are not that many hashes, or one has not 32 bytes.</exception>
    public static CompactRange FromNodes(long size, IReadOnlyList<byte[]> perfectSubtreesLeftToRight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentNullException.ThrowIfNull(perfectSubtreesLeftToRight);
        var count = BitOperations.PopCount((ulong)size);
        if (perfectSubtreesLeftToRight.Count != count)
        {
            throw new ArgumentException($"a tree of size {size} has {count} perfect subtrees, not {perfectSubtreesLeftToRight.Count}");
        }

        var nodes = new byte[Math.Max(8, count + 1) * Hash];
        for (var i = 0; i < count; i++)
        {
            Checked(perfectSubtreesLeftToRight[i]).CopyTo(nodes.AsSpan(i * Hash));
        }

        return new CompactRange(size, nodes);
    }

    /// <summary>The roots of the perfect subtrees, as <see cref="FromNodes"/> takes them; copies.</summary>
    public byte[][] Nodes()
    {
        var nodes = new byte[Count][];
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = At(i).ToArray();
        }

        return nodes;
    }

    /// <summary>Appends a leaf.</summary>
    /// <param name="leafHash">Its hash, 32 bytes (<see cref="TreeHash.Leaf(ReadOnlySpan{byte})"/>).</param>
    /// <exception cref="ArgumentException">The hash has another length.</exception>
    /// <exception cref="InvalidOperationException">The tree has 2^63 - 1 leaves.</exception>
    public void Append(ReadOnlySpan<byte> leafHash) => AppendSubtree(0, leafHash);

    /// <summary>Appends a perfect subtree of 2^<paramref name="level"/> leaves at once.</summary>
    /// <param name="level">Its height, 0 to 62; 0 is a leaf.</param>
    /// <param name="hash">Its root, 32 bytes.</param>
    /// <exception cref="ArgumentException">The hash has another length, or the level is out of range.</exception>
    /// <exception cref="InvalidOperationException">The size is no multiple of 2^level, or would pass 2^63 - 1.</exception>
    public void AppendSubtree(int level, ReadOnlySpan<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 62);
        var leaves = 1L << level;
        if ((Size & (leaves - 1)) != 0)
        {
            throw new InvalidOperationException($"a subtree of {leaves} leaves cannot stand at leaf {Size}");
        }

        if (Size > long.MaxValue - leaves)
        {
            throw new InvalidOperationException("the tree is full");
        }

        var last = Count;
        if (_nodes.Length < (last + 1) * Hash)
        {
            Array.Resize(ref _nodes, _nodes.Length * 2);
        }

        Checked(hash).CopyTo(At(last));

        // Two subtrees of one height are one of the next: a carry, as in adding one to a binary number.
        for (var carry = Size >> level; (carry & 1) != 0; carry >>= 1)
        {
            TreeHash.Node(At(last - 1), At(last), At(last - 1));
            last--;
        }

        Size += leaves;
    }

    /// <summary>The root hash of all leaves so far; a new array.</summary>
    public byte[] Root()
    {
        var count = Count;
        if (count == 0)
        {
            return TreeHash.Empty;
        }

        var root = At(count - 1).ToArray();
        for (var i = count - 2; i >= 0; i--)
        {
            TreeHash.Node(At(i), root, root);
        }

        return root;
    }

    /// <summary>A copy that grows by itself.</summary>
    public CompactRange Clone() => new(Size, [.. _nodes]);

    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> hash) =>
        hash.Length == Hash ? hash : throw new ArgumentException($"a hash has {Hash} bytes, not {hash.Length}");

    private Span<byte> At(int i) => _nodes.AsSpan(i * Hash, Hash);
}
