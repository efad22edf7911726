using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Ledger.Publication;

/// <summary>A tile with all nodes above its hashes, each computed once: for many proofs that go through one tile.</summary>
internal sealed class TileFold
{
    private readonly byte[][] _heights = new byte[8][];

    /// <summary>Computes the nodes.</summary>
    /// <param name="index">The number of the tile within its level.</param>
    /// <param name="hashes">Its hashes, 32 bytes each, at most 256.</param>
    public TileFold(long index, ReadOnlyMemory<byte> hashes)
    {
        Index = index;
        _heights[0] = hashes.ToArray();
        for (var height = 1; height < _heights.Length; height++)
        {
            var below = _heights[height - 1];
            var nodes = _heights[height] = new byte[below.Length / (2 * TreeHash.Size) * TreeHash.Size];
            for (var at = 0; at < nodes.Length; at += TreeHash.Size)
            {
                TreeHash.Node(below.AsSpan(2 * at, TreeHash.Size), below.AsSpan((2 * at) + TreeHash.Size, TreeHash.Size), nodes.AsSpan(at));
            }
        }
    }

    /// <summary>The number of the tile within its level.</summary>
    public long Index { get; }

    /// <summary>The root of the perfect subtree number <paramref name="i"/>, counted within the tile, over 2^<paramref name="height"/> of its hashes.</summary>
    public ReadOnlyMemory<byte> Node(int height, int i) => _heights[height].AsMemory(i * TreeHash.Size, TreeHash.Size);
}
