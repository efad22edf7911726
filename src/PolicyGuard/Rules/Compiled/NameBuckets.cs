using System.Collections.Frozen;
using PolicyGuard.Rules.Conditions;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Compiled;

/// <summary>
/// The name patterns of a rule set, found by what is certain of the names that match: the whole name, its beginning, its end, three
/// letters in the middle. Only patterns of which nothing is certain are tried one by one.
/// </summary>
internal sealed class NameBuckets
{
    private readonly FrozenDictionary<string, Entry[]> _whole;
    private readonly EdgeBuckets _beginnings;
    private readonly EdgeBuckets _endings;
    private readonly Dictionary<ulong, Entry[]> _middles;
    private readonly Entry[] _rest;

    public NameBuckets(IEnumerable<(CompiledRule Rule, NamePattern Pattern)> patterns, bool opaque)
    {
        var entries = patterns.Select(p => new Entry(p.Rule.Ordinal, p.Pattern, p.Pattern.HasNamespace && !opaque, p.Rule.Effect == Calls.Effect.Allow, opaque)).ToArray();
        var common = entries.SelectMany(e => Trigram.All(e.Pattern.Parts(opaque))).CountBy(t => t).ToDictionary();
        var whole = new List<(string, Entry)>();
        var beginnings = new List<(string, Entry)>();
        var endings = new List<(string, Entry)>();
        var middles = new List<(ulong, Entry)>();
        var rest = new List<Entry>();
        foreach (var entry in entries)
        {
            var (prefix, suffix) = (entry.Pattern.Prefix(opaque), entry.Pattern.Suffix(opaque));
            if (entry.Pattern.Literal(opaque) is { } literal)
            {
                whole.Add((literal, entry));
            }
            else if (prefix.Length >= 3)
            {
                beginnings.Add((prefix, entry));
            }
            else if (suffix.Length >= 3)
            {
                endings.Add((suffix, entry));
            }
            else if (Trigram.All(entry.Pattern.Parts(opaque)).OrderBy(t => common[t]).Select(t => (ulong?)t).FirstOrDefault() is { } rarest)
            {
                middles.Add((rarest, entry));
            }
            else if (prefix.Length > 0)
            {
                beginnings.Add((prefix, entry));
            }
            else if (suffix.Length > 0)
            {
                endings.Add((suffix, entry));
            }
            else
            {
                rest.Add(entry);
            }
        }

        _whole = EdgeBuckets.Freeze(whole);
        _beginnings = new EdgeBuckets(beginnings, atEnd: false);
        _endings = new EdgeBuckets(endings, atEnd: true);
        _middles = middles.GroupBy(m => m.Item1, m => m.Item2).ToDictionary(g => g.Key, g => g.ToArray());
        _rest = [.. rest];
    }

    /// <summary>Notes the rules whose patterns match a text.</summary>
    /// <param name="text">The canonical text.</param>
    /// <param name="plain">What a match of a pattern without a namespace is worth; <see cref="Outcome.No"/> where it is not compared with this text.</param>
    /// <param name="namespaced">Whether patterns with a namespace are compared with this text.</param>
    /// <param name="scratch">Where the rules are noted.</param>
    public void Find(ReadOnlySpan<char> text, Outcome plain, bool namespaced, DecisionScratch scratch)
    {
        if (_whole.Count > 0 && _whole.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var entries))
        {
            foreach (ref readonly var entry in entries.AsSpan())
            {
                entry.Note(plain, namespaced, scratch);
            }
        }

        _beginnings.Find(text, plain, namespaced, scratch);
        _endings.Find(text, plain, namespaced, scratch);
        if (_middles.Count > 0)
        {
            for (var i = 0; i + 3 <= text.Length; i++)
            {
                if (_middles.TryGetValue(Trigram.At(text, i), out entries))
                {
                    Entry.Try(entries, text, plain, namespaced, scratch);
                }
            }
        }

        Entry.Try(_rest, text, plain, namespaced, scratch);
    }
}
