using System.Collections.Frozen;
using PolicyGuard.Rules.Conditions;

namespace PolicyGuard.Rules.Compiled;

/// <summary>Patterns found by how the names that match begin, or end.</summary>
internal sealed class EdgeBuckets
{
    // Looked up at these lengths only; a pattern whose fixed part lies between two of them is found at the shorter one.
    private static readonly int[] Lengths = [1, 2, 3, 4, 6, 8, 12, 16, 24];
    private readonly (int Length, FrozenDictionary<string, Entry[]> Entries)[] _byLength;
    private readonly bool _atEnd;

    public EdgeBuckets(IEnumerable<(string Fixed, Entry Entry)> entries, bool atEnd)
    {
        _atEnd = atEnd;
        _byLength =
        [
            .. from entry in entries
               group entry by Lengths.Last(l => l <= entry.Fixed.Length) into bucket
               orderby bucket.Key
               select (bucket.Key, Freeze(bucket.Select(e => (Edge(e.Fixed, bucket.Key).ToString(), e.Entry)))),
        ];
    }

    /// <summary>Notes the rules whose patterns match; see <see cref="NameBuckets.Find"/>.</summary>
    public void Find(ReadOnlySpan<char> text, Outcome plain, bool namespaced, DecisionScratch scratch)
    {
        foreach (var (length, bucket) in _byLength)
        {
            if (length > text.Length)
            {
                return;
            }

            if (bucket.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(Edge(text, length), out var entries))
            {
                Entry.Try(entries, text, plain, namespaced, scratch);
            }
        }
    }

    /// <summary>Entries by key.</summary>
    public static FrozenDictionary<string, Entry[]> Freeze(IEnumerable<(string Key, Entry Entry)> entries) =>
        entries.GroupBy(e => e.Key, e => e.Entry, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);

    private ReadOnlySpan<char> Edge(ReadOnlySpan<char> text, int length) => _atEnd ? text[^length..] : text[..length];
}
