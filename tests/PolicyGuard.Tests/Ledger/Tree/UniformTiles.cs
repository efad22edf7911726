using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Tests.Ledger.Tree;

/// <summary>The tiles of a tree whose leaves are all the same, so that trees larger than any disk can be asked about.</summary>
internal sealed class UniformTiles : ITileSource
{
    public static readonly byte[] Leaf = TreeHash.Leaf("the same"u8);

    private static readonly byte[][] Levels = [.. Enumerable.Range(0, 8).Select(Level)];

    public int Reads { get; set; }

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(int level, long first, int count, CancellationToken ct)
    {
        Reads++;
        return new(Enumerable.Repeat(Levels[level], count).SelectMany(h => h).ToArray());
    }

    private static byte[] Level(int level)
    {
        byte[] hash = [.. Leaf];
        for (var i = 0; i < 8 * level; i++)
        {
            TreeHash.Node(hash, hash, hash);
        }

        return hash;
    }
}
