using PolicyGuard.Rules.Conditions;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Compiled;

/// <summary>Finds the rules whose tool patterns match a name, without looking at those that cannot.</summary>
internal sealed class RuleIndex
{
    private readonly int[] _always;
    private readonly NameBuckets _names;
    private readonly NameBuckets _uris;
    private readonly bool _hasNamespaces;

    public RuleIndex(IReadOnlyList<CompiledRule> rules)
    {
        _always = [.. rules.Where(IsAlways).Select(r => r.Ordinal)];
        var patterns = rules.Where(r => !IsAlways(r)).SelectMany(r => r.Rule.Tools.Select(p => (r, p))).ToArray();
        _names = new NameBuckets(patterns, opaque: false);
        _uris = new NameBuckets(patterns, opaque: true);
        _hasNamespaces = patterns.Any(p => p.p.HasNamespace);
    }

    /// <summary>Notes every rule whose name matches, and how surely.</summary>
    public void Find(in RuleQuery query, DecisionScratch scratch)
    {
        foreach (var rule in _always)
        {
            scratch.Note(rule, Outcome.Yes);
        }

        var name = query.Target;
        if (name.IsOpaque)
        {
            _uris.Find(name.Full, Outcome.Yes, namespaced: true, scratch);
            if (name.Local is { } local)
            {
                _uris.Find(local, Outcome.Maybe, namespaced: true, scratch);
            }

            return;
        }

        _names.Find(name.Leaf, Outcome.Yes, namespaced: !name.HasNamespace, scratch);
        if (name.HasNamespace)
        {
            _names.Find(name.Full, Outcome.Maybe, namespaced: true, scratch);
        }

        if (_hasNamespaces && query.Upstream is { } upstream && NameFolding.Word(upstream) is { } prefix)
        {
            FindQualified(prefix, name.Full, scratch);
        }
    }

    // `fs__delete_*` also speaks of `delete_x` at the endpoint of upstream `fs`, where names have no prefix.
    private void FindQualified(string upstream, string full, DecisionScratch scratch)
    {
        var length = upstream.Length + 2 + full.Length;
        Span<char> text = length <= 256 ? stackalloc char[256] : new char[length];
        upstream.CopyTo(text);
        "__".CopyTo(text[upstream.Length..]);
        full.CopyTo(text[(upstream.Length + 2)..]);
        _names.Find(text[..length], Outcome.No, namespaced: true, scratch);
    }

    private static bool IsAlways(CompiledRule rule) => rule.Rule.Tools.Count == 0 || rule.Rule.Tools.Any(t => t.MatchesAll);
}
