using System.Numerics;

namespace PolicyGuard.Ledger.Tree;

/// <summary>
/// Roots and proofs of a tree from its stored tiles: RFC 6962 §2.1 and RFC 9162 §2.1.3.1, §2.1.4.1. A proof reads at most two tiles of 8 KiB
/// per tile level, so a handful for any log that fits a disk. Thread-safe where its source is.
/// </summary>
/// <remarks>What comes out is as good as the tiles. Verification is somebody else's: <see cref="TreeProofs"/>.</remarks>
/// <param name="source">The tiles.</param>
public sealed class TileTree(ITileSource source)
{
    /// <summary>The root hash at a size.</summary>
    /// <param name="size">The number of leaves, from 0.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    /// <exception cref="LedgerException">A tile cannot be read.</exception>
    public async ValueTask<byte[]> RootAsync(long size, CancellationToken ct = default) => (await EdgeAsync(size, ct).ConfigureAwait(false)).Root();

    /// <summary>The right edge at a size, from which the tree can grow on.</summary>
    /// <param name="size">The number of leaves, from 0.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    /// <exception cref="LedgerException">A tile cannot be read.</exception>
    public async ValueTask<CompactRange> EdgeAsync(long size, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return CompactRange.FromNodes(size, await new TileReader(source, size, ct).PerfectAsync(0, size).ConfigureAwait(false));
    }

    /// <summary>The proof that a leaf is in the tree: from the leaf's sibling up to a child of the root.</summary>
    /// <param name="index">The leaf, from 0.</param>
    /// <param name="size">The size of the tree in which it is proven.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    /// <exception cref="LedgerException">A tile cannot be read.</exception>
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> InclusionAsync(long index, long size, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var reader = new TileReader(source, size, ct);
        var proof = new List<ReadOnlyMemory<byte>>();
        for (var (begin, end) = (0L, size); end - begin > 1;)
        {
            var middle = Middle(begin, end);
            if (index < middle)
            {
                proof.Add(await reader.RangeAsync(middle, end).ConfigureAwait(false));
                end = middle;
            }
            else
            {
                proof.Add(await reader.RangeAsync(begin, middle).ConfigureAwait(false));
                begin = middle;
            }
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>The proof that a tree grew out of an earlier one by appending only. Empty where the earlier one is empty or the same.</summary>
    /// <param name="from">The earlier size, from 0.</param>
    /// <param name="to">The later size.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or the later one is smaller.</exception>
    /// <exception cref="LedgerException">A tile cannot be read.</exception>
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ConsistencyAsync(long from, long to, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        var proof = new List<ReadOnlyMemory<byte>>();
        if (from == 0)
        {
            return proof;
        }

        var reader = new TileReader(source, to, ct);
        var (begin, end) = (0L, to);
        while (end != from)
        {
            var middle = Middle(begin, end);
            if (from <= middle)
            {
                proof.Add(await reader.RangeAsync(middle, end).ConfigureAwait(false));
                end = middle;
            }
            else
            {
                proof.Add(await reader.RangeAsync(begin, middle).ConfigureAwait(false));
                begin = middle;
            }
        }

        // Where the earlier tree is itself a subtree of the later one, the verifier knows its root already.
        if (begin != 0)
        {
            proof.Add(await reader.RangeAsync(begin, end).ConfigureAwait(false));
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>The root over the leaves from <paramref name="begin"/> to the end of a tree of <paramref name="size"/>, where RFC 6962 splits it there.</summary>
    internal ValueTask<byte[]> EndAsync(long begin, long size, CancellationToken ct) => new TileReader(source, size, ct).RangeAsync(begin, size);

    // RFC 6962 §2.1: the left part is the largest power of two that is smaller than the whole.
    private static long Middle(long begin, long end) => begin + (1L << BitOperations.Log2((ulong)(end - begin - 1)));
}
