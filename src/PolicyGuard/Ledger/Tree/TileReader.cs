using System.Numerics;

namespace PolicyGuard.Ledger.Tree;

/// <summary>Reads the tiles of a tree of one size, each once. Lives as long as one question.</summary>
internal sealed class TileReader(ITileSource source, long size, CancellationToken ct)
{
    private const int Height = 8;
    private const int Hash = TreeHash.Size;

    private readonly Dictionary<(int Level, long Index), ReadOnlyMemory<byte>> _tiles = [];

    /// <summary>The root over the leaves from <paramref name="begin"/> up to, not including, <paramref name="end"/>, as RFC 6962 splits them.</summary>
    public async ValueTask<byte[]> RangeAsync(long begin, long end)
    {
        var nodes = await PerfectAsync(begin, end).ConfigureAwait(false);
        var root = nodes[^1];
        for (var i = nodes.Count - 2; i >= 0; i--)
        {
            TreeHash.Node(nodes[i], root, root);
        }

        return root;
    }

    /// <summary>
    /// The roots of the perfect subtrees of a range, left to right. The range begins at a multiple of the largest power of two in its length,
    /// as every range does into which RFC 6962 splits a tree.
    /// </summary>
    public async ValueTask<List<byte[]>> PerfectAsync(long begin, long end)
    {
        var nodes = new List<byte[]>();
        for (var at = begin; at < end;)
        {
            var height = BitOperations.Log2((ulong)(end - at));
            nodes.Add(await SubtreeAsync(height, at >> height).ConfigureAwait(false));
            at += 1L << height;
        }

        return nodes;
    }

    // The root of the perfect subtree number i of a height: it is in a tile, or up to 128 neighbours in a tile are its leaves.
    private async ValueTask<byte[]> SubtreeAsync(int height, long i)
    {
        var (level, above) = Math.DivRem(height, Height);
        var first = i << above;
        var tile = await TileAsync(level, first >> Height).ConfigureAwait(false);
        return Fold(tile.Span.Slice((int)(first & 255) * Hash, Hash << above));
    }

    private async ValueTask<ReadOnlyMemory<byte>> TileAsync(int level, long index)
    {
        if (_tiles.TryGetValue((level, index), out var tile))
        {
            return tile;
        }

        var first = index << Height;
        var width = (int)Math.Min(256, (size >> (level * Height)) - first);
        tile = await source.ReadAsync(level, first, width, ct).ConfigureAwait(false);
        if (tile.Length != width * Hash)
        {
            throw new LedgerException($"{TilePath.Hashes(level, index, width)} has {tile.Length} bytes instead of {width * Hash}");
        }

        _tiles.Add((level, index), tile);
        return tile;
    }

    private static byte[] Fold(ReadOnlySpan<byte> hashes)
    {
        if (hashes.Length == Hash)
        {
            return hashes.ToArray();
        }

        Span<byte> work = stackalloc byte[128 * Hash];
        hashes.CopyTo(work);
        for (var left = hashes.Length; left > Hash; left /= 2)
        {
            for (var at = 0; at < left; at += 2 * Hash)
            {
                TreeHash.Node(work.Slice(at, Hash), work.Slice(at + Hash, Hash), work[(at / 2)..]);
            }
        }

        return work[..Hash].ToArray();
    }
}
