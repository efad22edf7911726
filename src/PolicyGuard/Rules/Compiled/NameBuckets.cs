using System.Collections.Frozen;
using PolicyGuard.Rules.Conditions;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Compiled;

/// <summary>
/// The name patterns of a rule set, found by what is certain of the names that match: the whole name, its beginning, its end. Only
/// patterns of which nothing is certain are tried one by one.
/// </summary>
internal sealed class NameBuckets
{
    // Beginnings are looked up at these lengths only; a pattern whose fixed part lies between two of them is found at the shorter one.
    private static readonly int[] Lengths = [1, 2, 3, 4, 6, 8, 12, 16, 24];
    private readonly FrozenDictionary<string, Entry[]> _whole;
    private readonly (int Length, FrozenDictionary<string, Entry[]> Entries)[] _beginnings;
    private readonly (int Length, FrozenDictionary<string, Entry[]> Entries)[] _endings;
    private readonly Entry[] _rest;

    public NameBuckets(IEnumerable<(CompiledRule Rule, NamePattern Pattern)> patterns, bool opaque)
    {
        var whole = new Dictionary<string, List<Entry>>(StringComparer.Ordinal);
        var beginnings = new SortedDictionary<int, Dictionary<string, List<Entry>>>();
        var endings = new SortedDictionary<int, Dictionary<string, List<Entry>>>();
        var rest = new List<Entry>();
        foreach (var (rule, pattern) in patterns)
        {
            var entry = new Entry(rule.Ordinal, pattern, pattern.HasNamespace && !opaque, rule.Effect == Calls.Effect.Allow, opaque);
            if (pattern.Literal(opaque) is { } literal)
            {
                Add(whole, literal, entry);
            }
            else if (Fixed(pattern.Prefix(opaque)) is var begin and > 0)
            {
                Add(At(beginnings, begin), pattern.Prefix(opaque)[..begin], entry);
            }
            else if (Fixed(pattern.Suffix(opaque)) is var end and > 0)
            {
                Add(At(endings, end), pattern.Suffix(opaque)[^end..], entry);
            }
            else
            {
                rest.Add(entry);
            }
        }

        _whole = Freeze(whole);
        _beginnings = [.. beginnings.Select(b => (b.Key, Freeze(b.Value)))];
        _endings = [.. endings.Select(e => (e.Key, Freeze(e.Value)))];
        _rest = [.. rest];
    }

    /// <summary>Notes the rules whose patterns match a text.</summary>
    /// <param name="text">The canonical text.</param>
    /// <param name="plain">What a match of a pattern without a namespace is worth; <see cref="Outcome.No"/> where it is not compared with this text.</param>
    /// <param name="namespaced">Whether patterns with a namespace are compared with this text.</param>
    /// <param name="scratch">Where the rules are noted.</param>
    public void Find(ReadOnlySpan<char> text, Outcome plain, bool namespaced, DecisionScratch scratch)
    {
        if (_whole.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var entries))
        {
            foreach (ref readonly var entry in entries.AsSpan())
            {
                entry.Note(plain, namespaced, scratch);
            }
        }

        foreach (var (length, bucket) in _beginnings)
        {
            if (length > text.Length)
            {
                break;
            }

            if (bucket.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..length], out entries))
            {
                Try(entries, text, plain, namespaced, scratch);
            }
        }

        foreach (var (length, bucket) in _endings)
        {
            if (length > text.Length)
            {
                break;
            }

            if (bucket.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[^length..], out entries))
            {
                Try(entries, text, plain, namespaced, scratch);
            }
        }

        Try(_rest, text, plain, namespaced, scratch);
    }

    private static void Try(Entry[] entries, ReadOnlySpan<char> text, Outcome plain, bool namespaced, DecisionScratch scratch)
    {
        foreach (ref readonly var entry in entries.AsSpan())
        {
            if (entry.Pattern.Takes(text, entry.Opaque))
            {
                entry.Note(plain, namespaced, scratch);
            }
        }
    }

    private static int Fixed(string text) => Lengths.LastOrDefault(l => l <= text.Length);

    private static Dictionary<string, List<Entry>> At(SortedDictionary<int, Dictionary<string, List<Entry>>> buckets, int length)
    {
        if (!buckets.TryGetValue(length, out var bucket))
        {
            buckets[length] = bucket = new Dictionary<string, List<Entry>>(StringComparer.Ordinal);
        }

        return bucket;
    }

    private static void Add(Dictionary<string, List<Entry>> bucket, string key, Entry entry)
    {
        if (!bucket.TryGetValue(key, out var entries))
        {
            bucket[key] = entries = [];
        }

        entries.Add(entry);
    }

    private static FrozenDictionary<string, Entry[]> Freeze(Dictionary<string, List<Entry>> bucket) =>
        bucket.ToFrozenDictionary(b => b.Key, b => b.Value.ToArray(), StringComparer.Ordinal);

    private readonly record struct Entry(int Rule, NamePattern Pattern, bool Namespaced, bool Allows, bool Opaque)
    {
        public void Note(Outcome plain, bool namespaced, DecisionScratch scratch)
        {
            var outcome = Namespaced ? (namespaced ? Outcome.Yes : Outcome.No) : plain;
            if (outcome == Outcome.Yes || (outcome == Outcome.Maybe && !Allows))
            {
                scratch.Note(Rule, outcome);
            }
        }
    }
}
