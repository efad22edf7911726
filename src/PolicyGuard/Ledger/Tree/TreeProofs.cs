using System.Numerics;

namespace PolicyGuard.Ledger.Tree;

/// <summary>
/// Checks proofs as anybody outside would: RFC 9162 §2.1.3.2 and §2.1.4.2. Whatever is wrong with a proof (a length, a hash too many, a
/// size out of range) the answer is false; nothing is thrown.
/// </summary>
/// <remarks>
/// A proof binds a leaf to a root. Size and root MUST come from one checkpoint that was verified, and the leaf's hash from the entry itself:
/// some proofs hold for several sizes with one root, and a stranger's hash may be that of an inner node.
/// </remarks>
public static class TreeProofs
{
    private const int Hash = TreeHash.Size;

    /// <summary>Whether a leaf is in the tree that has this root.</summary>
    /// <param name="index">The leaf, from 0.</param>
    /// <param name="size">The tree's size.</param>
    /// <param name="leafHash">The leaf's hash, computed from the entry by the one who asks.</param>
    /// <param name="proof">The inclusion proof, from the leaf's sibling upwards.</param>
    /// <param name="root">The tree's root, from a checkpoint that was verified.</param>
    public static bool IsIncluded(long index, long size, ReadOnlySpan<byte> leafHash, IReadOnlyList<ReadOnlyMemory<byte>> proof, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size || leafHash.Length != Hash || root.Length != Hash || !AreHashes(proof))
        {
            return false;
        }

        Span<byte> computed = stackalloc byte[Hash];
        leafHash.CopyTo(computed);
        var (node, last) = (index, size - 1);
        foreach (var sibling in proof)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) != 0 || node == last)
            {
                TreeHash.Node(sibling.Span, computed, computed);
                SkipMissing(ref node, ref last);
            }
            else
            {
                TreeHash.Node(computed, sibling.Span, computed);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && computed.SequenceEqual(root);
    }

    /// <summary>Whether the tree with the later root holds, unchanged and in order, all that the earlier one held.</summary>
    /// <remarks>
    /// Every tree continues the empty one, whose root is <see cref="TreeHash.Empty"/>; that and equal trees need an empty proof.
    /// </remarks>
    /// <param name="from">The earlier size.</param>
    /// <param name="to">The later size.</param>
    /// <param name="fromRoot">The root at the earlier size, from a checkpoint that was verified.</param>
    /// <param name="toRoot">The root at the later size, from a checkpoint that was verified.</param>
    /// <param name="proof">The consistency proof.</param>
    public static bool IsConsistent(
        long from, long to, ReadOnlySpan<byte> fromRoot, ReadOnlySpan<byte> toRoot, IReadOnlyList<ReadOnlyMemory<byte>> proof)
    {
        if (from < 0 || from > to || fromRoot.Length != Hash || toRoot.Length != Hash || !AreHashes(proof))
        {
            return false;
        }

        if (from == 0 || from == to)
        {
            return proof.Count == 0 && (from == to ? fromRoot.SequenceEqual(toRoot) : fromRoot.SequenceEqual(TreeHash.Empty))
                && (from != 0 || to != 0 || toRoot.SequenceEqual(TreeHash.Empty));
        }

        // A subtree that is the whole earlier tree is not in the proof: its root is the one we were given.
        var given = BitOperations.IsPow2(from);
        if (!given && proof.Count == 0)
        {
            return false;
        }

        Span<byte> earlier = stackalloc byte[Hash];
        Span<byte> later = stackalloc byte[Hash];
        (given ? fromRoot : proof[0].Span).CopyTo(earlier);
        earlier.CopyTo(later);
        var (node, last) = (from - 1, to - 1);
        while ((node & 1) != 0)
        {
            (node, last) = (node >> 1, last >> 1);
        }

        for (var i = given ? 0 : 1; i < proof.Count; i++)
        {
            if (last == 0)
            {
                return false;
            }

            var sibling = proof[i].Span;
            if ((node & 1) != 0 || node == last)
            {
                TreeHash.Node(sibling, earlier, earlier);
                TreeHash.Node(sibling, later, later);
                SkipMissing(ref node, ref last);
            }
            else
            {
                TreeHash.Node(later, sibling, later);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && earlier.SequenceEqual(fromRoot) && later.SequenceEqual(toRoot);
    }

    // On the right edge a node without a sibling is its parent: climb until there is a left sibling.
    private static void SkipMissing(ref long node, ref long last)
    {
        while ((node & 1) == 0 && node != 0)
        {
            (node, last) = (node >> 1, last >> 1);
        }
    }

    private static bool AreHashes(IReadOnlyList<ReadOnlyMemory<byte>>? proof)
    {
        if (proof is null || proof.Count > 64)
        {
            return false;
        }

        foreach (var hash in proof)
        {
            if (hash.Length != Hash)
            {
                return false;
            }
        }

        return true;
    }
}
