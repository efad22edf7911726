namespace PolicyGuard.Gateway.Config;

/// <summary>The keys by their segments, for looking up paths and for saying what somebody may have meant.</summary>
internal sealed class ConfigTree
{
    private readonly Branch _root = new();

    public ConfigTree(IEnumerable<ConfigKey> keys)
    {
        foreach (var key in keys)
        {
            Add(key.Name, key, null);
            foreach (var alias in key.Aliases)
            {
                Add(alias.Name, key, alias);
            }
        }
    }

    /// <summary>Finds what stands at a path: a key, a section, or nothing.</summary>
    public Found? Find(IReadOnlyList<string> path)
    {
        var at = _root;
        foreach (var segment in path)
        {
            if (at.Named.TryGetValue(segment, out var next) || (next = at.Any) is not null)
            {
                at = next;
                continue;
            }

            return null;
        }

        return new Found(at.Key, at.Alias, at.Names());
    }

    private void Add(string name, ConfigKey key, ConfigAlias? alias)
    {
        var at = _root;
        foreach (var segment in name.Split('.'))
        {
            at = segment == "*" ? at.Any ??= new Branch() : at.Child(segment);
        }

        at.Key = key;
        at.Alias = alias;
    }

    /// <summary>What stands at a path.</summary>
    /// <param name="Key">The key, or null where the path is a section.</param>
    /// <param name="Alias">The alias that was used, or null.</param>
    /// <param name="Children">The names that a section knows.</param>
    internal sealed record Found(ConfigKey? Key, ConfigAlias? Alias, IReadOnlyList<string> Children);

    private sealed class Branch
    {
        public Dictionary<string, Branch> Named { get; } = new(StringComparer.Ordinal);

        public Branch? Any { get; set; }

        public ConfigKey? Key { get; set; }

        public ConfigAlias? Alias { get; set; }

        public Branch Child(string name)
        {
            if (!Named.TryGetValue(name, out var child))
            {
                Named[name] = child = new Branch();
            }

            return child;
        }

        public IReadOnlyList<string> Names() => [.. Named.Keys.Order(StringComparer.Ordinal)];
    }
}
