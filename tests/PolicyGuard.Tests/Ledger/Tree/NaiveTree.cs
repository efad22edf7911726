using System.Security.Cryptography;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Tests.Ledger.Tree;

/// <summary>The definitions of RFC 6962 §2.1 word for word, over leaves that are given; it shares nothing with the code under test but SHA-256.</summary>
internal sealed class NaiveTree(IReadOnlyList<byte[]> leaves) : ITileSource
{
    private readonly Dictionary<(long, long), byte[]> _known = [];

    /// <summary>Tiles that were read.</summary>
    public List<(int Level, long First, int Count)> Reads { get; } = [];

    /// <summary>A tree of so many leaves, each its own number in text.</summary>
    public static NaiveTree OfNumbers(int count) => new([.. Enumerable.Range(0, count).Select(i => System.Text.Encoding.ASCII.GetBytes($"{i}"))]);

    /// <summary>MTH(D[begin:end]).</summary>
    public byte[] Root(long begin, long end)
    {
        if (_known.TryGetValue((begin, end), out var root))
        {
            return root;
        }

        if (begin == end)
        {
            return SHA256.HashData([]);
        }

        var k = Split(end - begin);
        root = end - begin == 1
            ? SHA256.HashData([0, .. leaves[(int)begin]])
            : SHA256.HashData([1, .. Root(begin, begin + k), .. Root(begin + k, end)]);
        return _known[(begin, end)] = root;
    }

    /// <summary>PATH(m, D[begin:end]).</summary>
    public IEnumerable<byte[]> Path(long m, long begin, long end)
    {
        if (end - begin == 1)
        {
            return [];
        }

        var k = Split(end - begin);
        return m < k ? Path(m, begin, begin + k).Append(Root(begin + k, end)) : Path(m - k, begin + k, end).Append(Root(begin, begin + k));
    }

    /// <summary>SUBPROOF(m, D[begin:end], whole).</summary>
    public IEnumerable<byte[]> Subproof(long m, long begin, long end, bool whole = true)
    {
        if (m == end - begin)
        {
            return whole ? [] : [Root(begin, end)];
        }

        var k = Split(end - begin);
        return m <= k
            ? Subproof(m, begin, begin + k, whole).Append(Root(begin + k, end))
            : Subproof(m - k, begin + k, end, false).Append(Root(begin, begin + k));
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(int level, long first, int count, CancellationToken ct)
    {
        Reads.Add((level, first, count));
        var leavesEach = 1L << (8 * level);
        if ((first + count) * leavesEach > leaves.Count)
        {
            throw new LedgerException("there are no such hashes");
        }

        return new(Enumerable.Range(0, count).SelectMany(i => Root((first + i) * leavesEach, (first + i + 1) * leavesEach)).ToArray());
    }

    private static long Split(long n)
    {
        var k = 1L;
        while (k * 2 < n)
        {
            k *= 2;
        }

        return k;
    }
}
