using System.Numerics;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Ledger.Publication;

/// <summary>
/// Inclusion proofs for many entries of one tree, best in the order of their indexes: each tile is read and folded once, and the ragged right edge of
/// the tree once, so that a proof costs less than writing it down. Not thread-safe; holds eight tiles.
/// </summary>
/// <param name="source">The tiles.</param>
/// <param name="size">The tree's size.</param>
internal sealed class ProofCutter(ITileSource source, long size)
{
    private readonly TileFold?[] _tiles = new TileFold?[8];
    private readonly Dictionary<long, ReadOnlyMemory<byte>> _edge = [];
    private readonly TileTree _tree = new(source);

    /// <summary>The proof of an entry, from the leaf's sibling upwards; valid until the next one is asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    /// <exception cref="LedgerException">A tile cannot be read.</exception>
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> CutAsync(long index, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var proof = new List<ReadOnlyMemory<byte>>(BitOperations.Log2((ulong)size) + 1);
        for (var (begin, end) = (0L, size); end - begin > 1;)
        {
            // RFC 6962 §2.1: the left part is the largest power of two that is smaller than the whole.
            var middle = begin + (1L << BitOperations.Log2((ulong)(end - begin - 1)));
            if (index < middle)
            {
                proof.Add(await RangeAsync(middle, end, ct).ConfigureAwait(false));
                end = middle;
            }
            else
            {
                proof.Add(await RangeAsync(begin, middle, ct).ConfigureAwait(false));
                begin = middle;
            }
        }

        proof.Reverse();
        return proof;
    }

    private async ValueTask<ReadOnlyMemory<byte>> RangeAsync(long begin, long end, CancellationToken ct)
    {
        // Whatever ends before the tree does is a perfect subtree, in the tile that the entry's own ancestor is in.
        return end < size
            ? await NodeAsync(BitOperations.Log2((ulong)(end - begin)), begin, ct).ConfigureAwait(false)
            : await EdgeAsync(begin, ct).ConfigureAwait(false);
    }

    private async ValueTask<ReadOnlyMemory<byte>> NodeAsync(int height, long begin, CancellationToken ct)
    {
        var (level, above) = Math.DivRem(height, 8);
        var first = begin >> (8 * level);
        var index = first >> 8;
        if (_tiles[level] is not { } tile || tile.Index != index)
        {
            var width = (int)Math.Min(256, (size >> (8 * level)) - (index << 8));
            var hashes = await source.ReadAsync(level, index << 8, width, ct).ConfigureAwait(false);
            if (hashes.Length != width * TreeHash.Size)
            {
                throw new LedgerException($"{TilePath.Hashes(level, index, width)} has {hashes.Length} bytes instead of {width * TreeHash.Size}");
            }

            tile = _tiles[level] = new TileFold(index, hashes);
        }

        return tile.Node(above, (int)(first & 255) >> above);
    }

    // What ends where the tree ends is the same for all entries before it; there are as many of these as bits in the size.
    private async ValueTask<ReadOnlyMemory<byte>> EdgeAsync(long begin, CancellationToken ct)
    {
        if (!_edge.TryGetValue(begin, out var root))
        {
            _edge.Add(begin, root = await _tree.EndAsync(begin, size, ct).ConfigureAwait(false));
        }

        return root;
    }
}
