using System.Globalization;

namespace PolicyGuard.SystemTests.PowerLoss;

/// <summary>What a StoreHost's <c>calls</c> acknowledged, line by line.</summary>
internal sealed record Promises
{
    /// <summary>Entries: index, whether at full durability, leaf hash, agent; in the order of their acknowledgement.</summary>
    public required IReadOnlyList<(long Index, bool Full, string Leaf, string Agent)> Entries { get; init; }

    /// <summary>Checkpoints: size and note.</summary>
    public required IReadOnlyList<(long Size, byte[] Note)> Checkpoints { get; init; }

    /// <summary>The note of the newest checkpoint; null where there was none.</summary>
    public ReadOnlyMemory<byte>? Newest => Checkpoints.Count == 0 ? default(ReadOnlyMemory<byte>?) : new ReadOnlyMemory<byte>(Checkpoints.MaxBy(one => one.Size).Note);

    /// <summary>Why nothing was published, where that was said.</summary>
    public required IReadOnlyList<string> Unpublished { get; init; }

    /// <summary>Reads what hosts said.</summary>
    public static Promises Of(IEnumerable<string> lines)
    {
        var words = lines.Select(line => line.Split(' ')).ToLookup(line => line[0]);
        return new Promises
        {
            Entries = [.. words["entry"].Select(w => (Number(w[1]), w[2] == "full", w[3], w[4]))],
            Checkpoints = [.. words["checkpoint"].Select(w => (Number(w[1]), Convert.FromBase64String(w[2])))],
            Unpublished = [.. words["unpublished"].Select(w => string.Join(' ', w[1..]))],
        };
    }

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}
