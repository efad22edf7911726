using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Ledger.Publication;

/// <summary>Names all tiles and bundles of a tree, for a copy that holds everything.</summary>
public static class TreeTiles
{
    /// <summary>The tiles of a tree that an earlier one did not have.</summary>
    /// <param name="size">The tree's size, from 0.</param>
    /// <param name="after">The size of the earlier tree; 0 names all tiles. Its last ones are named again where they stayed partial.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or the earlier one is larger.</exception>
    public static IEnumerable<TileName> Of(long size, long after = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, after);
        return Name(size, after);
    }

    private static IEnumerable<TileName> Name(long size, long after)
    {
        // Bundles before hashes: who is cut off between them has no hash whose entry is not there.
        foreach (var tile in Row(null, size, after))
        {
            yield return tile;
        }

        for (var level = 0; size > 0; level++, size >>= 8, after >>= 8)
        {
            foreach (var tile in Row(level, size, after))
            {
                yield return tile;
            }
        }
    }

    private static IEnumerable<TileName> Row(int? level, long count, long after)
    {
        for (var index = after >> 8; index << 8 < count; index++)
        {
            yield return new TileName(level, index, (int)Math.Min(TilePath.FullWidth, count - (index << 8)));
        }
    }
}
