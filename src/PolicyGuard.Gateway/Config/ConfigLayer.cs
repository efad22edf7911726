using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>Turns what one source says into entries, and says of everything that is no key what it may have been meant to be.</summary>
internal sealed class ConfigLayer
{
    private readonly ICollection<Diagnostic> _diagnostics;
    private readonly Dictionary<string, ConfigEntry> _entries = new(StringComparer.Ordinal);

    private ConfigLayer(ICollection<Diagnostic> diagnostics) => _diagnostics = diagnostics;

    /// <summary>The entries of a file.</summary>
    public static IReadOnlyDictionary<string, ConfigEntry> OfFile(
        ConfigMap? root, IReadOnlyDictionary<string, string> variables, ICollection<Diagnostic> diagnostics)
    {
        var layer = new ConfigLayer(diagnostics);
        if (root is not null)
        {
            layer.Walk([], root, variables);
        }

        return layer._entries;
    }

    private void Walk(IReadOnlyList<string> path, ConfigMap section, IReadOnlyDictionary<string, string> variables)
    {
        var known = ConfigKeys.Tree.Find(path)!;
        foreach (var member in section.Members)
        {
            string[] here = [.. path, member.Name];
            var found = ConfigKeys.Tree.Find(here);
            if (found is null)
            {
                _diagnostics.Add(UnknownKey(member.Place, here, known.Children));
            }
            else if (found.Key is { } key)
            {
                Leaf(key, found.Alias, here, member, variables);
            }
            else if (member.Value is ConfigMap { Members.Count: > 0 } inner)
            {
                Walk(here, inner, variables);
            }
            else if (here is ["upstreams", _] && member.Value is ConfigMap or ConfigScalar { IsNull: true })
            {
                _diagnostics.Add(member.Place.Error("upstream-kind", $"upstream `{member.Name}` has neither `url` nor `command`", "give one"));
            }
            else if (here is ["audit", "ship", _] && member.Value is ConfigMap or ConfigScalar { IsNull: true })
            {
                _diagnostics.Add(member.Place.Error("ship-type", $"sink `{member.Name}` has no `type`", "one of `file`, `syslog`, `http`, `otlp`"));
            }
            else if (member.Value is not (ConfigMap or ConfigScalar { IsNull: true }))
            {
                _diagnostics.Add(member.Value.Place.Error(
                    "config-shape", $"`{string.Join('.', here)}` is a section, not a value", $"put its keys below it{Among(found.Children)}"));
            }
        }
    }

    private void Leaf(ConfigKey key, ConfigAlias? alias, string[] here, ConfigMember member, IReadOnlyDictionary<string, string> variables)
    {
        var written = string.Join('.', here);
        if (member.Value is ConfigScalar { IsNull: true })
        {
            return;
        }

        if (member.Value is ConfigMap && key.NotYet is null)
        {
            _diagnostics.Add(member.Value.Place.Error("config-type", $"`{written}` is a value, not a section"));
            return;
        }

        var entry = new ConfigEntry(key, ConfigEntry.PathOf(key, alias, here), alias, Interpolation.Expand(member.Value, variables, _diagnostics), written);
        if (!_entries.TryAdd(entry.Name, entry))
        {
            var first = _entries[entry.Name];
            _diagnostics.Add(member.Place.Error(
                "duplicate-key", $"`{written}` and `{first.Written}` are the same key", $"keep `{entry.Name}`; the other is on line {first.Value.Place.Line}"));
        }
    }

    /// <summary>The complaint about a name that is no key.</summary>
    public static Diagnostic UnknownKey(ConfigPlace place, IReadOnlyList<string> path, IReadOnlyList<string> siblings)
    {
        var near = Suggestion.Nearest(path[^1], siblings);
        var help = near is not null ? $"did you mean `{string.Join('.', [.. path.SkipLast(1), near])}`?" : Elsewhere(path) ?? Among(siblings).TrimStart(':', ' ');
        return place.Error("unknown-key", $"`{string.Join('.', path)}` is not a key", help.Length == 0 ? null : help);
    }

    // A key in the wrong section: the same last word somewhere else.
    private static string? Elsewhere(IReadOnlyList<string> path)
    {
        var same = ConfigKeys.Available.Where(key => key.Name.EndsWith("." + path[^1], StringComparison.Ordinal)).Select(key => $"`{key.Name}`").ToList();
        return same.Count is 0 or > 3 ? null : $"did you mean {string.Join(" or ", same)}?";
    }

    private static string Among(IReadOnlyList<string> names) => names.Count == 0 ? "" : ": " + string.Join(", ", names.Select(name => $"`{name}`"));
}
