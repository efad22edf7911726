using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Ledger.Checkpoints;

/// <summary>
/// Makes sure, before anything is signed, that the hashes that joined the tree since the last checkpoint are those of what lies below them: a hash that
/// somebody planted would else be signed for, and the log would tell two histories.
/// </summary>
internal static class GrowthCheck
{
    private const int Width = 256;

    /// <exception cref="LedgerException">A hash is not that of what lies below it, or cannot be read.</exception>
    public static async ValueTask MustBeOfLeavesAsync(ITileSource tree, long from, long to, CancellationToken ct)
    {
        var level = 1;
        for (var (first, end) = (from / Width, to / Width); end > 0; first /= Width, end /= Width, level++)
        {
            for (var index = first; index < end; index++)
            {
                var (below, stored) = (await tree.ReadAsync(level - 1, index * Width, Width, ct).ConfigureAwait(false), await tree.ReadAsync(level, index, 1, ct).ConfigureAwait(false));
                if (!Root(below.Span).AsSpan().SequenceEqual(stored.Span))
                {
                    throw new LedgerException($"nothing is signed: hash {index} of level {level} of the tree is not that of what lies below it; keep a copy of the data folder as evidence, and run `policyguard audit verify`");
                }
            }
        }
    }

    private static byte[] Root(ReadOnlySpan<byte> hashes)
    {
        var range = new CompactRange();
        for (var at = 0; at < hashes.Length; at += TreeHash.Size)
        {
            range.Append(hashes.Slice(at, TreeHash.Size));
        }

        return range.Root();
    }
}
