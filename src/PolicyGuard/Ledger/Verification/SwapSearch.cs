using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Ledger.Verification;

/// <summary>Finds two leaves of a block of 256 whose exchange gives a wanted root: the sign of an order that was changed.</summary>
internal static class SwapSearch
{
    private const int Levels = 8;

    /// <summary>The places of the two, or null.</summary>
    public static (int First, int Second)? Find(ReadOnlySpan<byte> leaves, ReadOnlySpan<byte> root)
    {
        var tree = Tree(leaves);
        Span<byte> left = stackalloc byte[TreeHash.Size];
        Span<byte> right = stackalloc byte[TreeHash.Size];
        for (var a = 0; a < Block.Width; a++)
        {
            for (var b = a + 1; b < Block.Width; b++)
            {
                tree[0].AsSpan(b * TreeHash.Size, TreeHash.Size).CopyTo(left);
                tree[0].AsSpan(a * TreeHash.Size, TreeHash.Size).CopyTo(right);
                if (Climb(tree, a, b, left, right).SequenceEqual(root))
                {
                    return (a, b);
                }
            }
        }

        return null;
    }

    // The root, with other hashes at two places.
    private static ReadOnlySpan<byte> Climb(byte[][] tree, int a, int b, Span<byte> atA, Span<byte> atB)
    {
        for (var level = 0; level < Levels; level++)
        {
            if (a >> 1 == b >> 1)
            {
                // They meet; from here on there is one path.
                TreeHash.Node(atA, atB, atA);
                a >>= 1;
                for (level++; level < Levels; level++, a >>= 1)
                {
                    Join(tree[level], a, atA);
                }

                return atA;
            }

            Join(tree[level], a, atA);
            Join(tree[level], b, atB);
            a >>= 1;
            b >>= 1;
        }

        return atA;
    }

    private static void Join(byte[] level, int place, Span<byte> hash)
    {
        var sibling = level.AsSpan((place ^ 1) * TreeHash.Size, TreeHash.Size);
        if ((place & 1) == 0)
        {
            TreeHash.Node(hash, sibling, hash);
        }
        else
        {
            TreeHash.Node(sibling, hash, hash);
        }
    }

    private static byte[][] Tree(ReadOnlySpan<byte> leaves)
    {
        var tree = new byte[Levels + 1][];
        tree[0] = leaves.ToArray();
        for (var level = 1; level <= Levels; level++)
        {
            tree[level] = new byte[tree[level - 1].Length / 2];
            for (var i = 0; i < tree[level].Length; i += TreeHash.Size)
            {
                TreeHash.Node(tree[level - 1].AsSpan(i * 2, TreeHash.Size), tree[level - 1].AsSpan((i * 2) + TreeHash.Size, TreeHash.Size), tree[level].AsSpan(i, TreeHash.Size));
            }
        }

        return tree;
    }
}
