using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>
/// What the environment says: <c>POLICYGUARD_SECTION__KEY</c> in any letter case, <c>MCPGUARD_…</c> as a weaker alias, and a few names of
/// the programs that came before. Lists are separated by commas, or written in brackets.
/// </summary>
internal static class ConfigEnvironment
{
    private static readonly string[] Prefixes = ["POLICYGUARD_", "MCPGUARD_"];

    /// <summary>The entries of the environment.</summary>
    public static IReadOnlyDictionary<string, ConfigEntry> Read(IReadOnlyDictionary<string, string> variables, ICollection<Diagnostic> diagnostics)
    {
        var entries = new Dictionary<string, ConfigEntry>(StringComparer.Ordinal);
        foreach (var prefix in Prefixes)
        {
            foreach (var (name, value) in variables.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            {
                if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && Entry(name, prefix, value, diagnostics) is { } entry)
                {
                    entries.TryAdd(entry.Name, entry);
                }
            }
        }

        foreach (var key in ConfigKeys.Available)
        {
            foreach (var name in key.Variables)
            {
                if (variables.TryGetValue(name, out var value) && value.Length > 0)
                {
                    entries.TryAdd(key.Name, new ConfigEntry(key, key.Name.Split('.'), null, new ConfigScalar(new(name), value), name)
                    {
                        Generic = name is "HOST" or "PORT",
                    });
                }
            }
        }

        return entries;
    }

    private static ConfigEntry? Entry(string name, string prefix, string value, ICollection<Diagnostic> diagnostics)
    {
        var rest = name[prefix.Length..];
        if (!rest.Contains("__", StringComparison.Ordinal))
        {
            return TopLevel(name, rest, value, diagnostics);
        }

        var written = rest.Split("__");
        string[] path = [.. written.Select(static segment => segment.ToLowerInvariant())];
        var found = ConfigKeys.Tree.Find(path);
        if (found?.Key is not { } key)
        {
            diagnostics.Add(Unknown(name, prefix, path));
            return null;
        }

        if (key.KeepsCase)
        {
            path[^1] = written[^1];
        }

        return Value(name, key, value, diagnostics) is { } node
            ? new ConfigEntry(key, ConfigEntry.PathOf(key, found.Alias, path), found.Alias, node, name)
            : null;
    }

    // One word after the prefix may belong to somebody else (an orchestrator names variables after services), so only near misses are told.
    private static ConfigEntry? TopLevel(string name, string rest, string value, ICollection<Diagnostic> diagnostics)
    {
        var word = rest.ToLowerInvariant();
        if (ConfigKeys.Tree.Find([word])?.Key is { } key)
        {
            return value.Length == 0 ? null : new ConfigEntry(key, [key.Name], null, new ConfigScalar(new(name), value), name);
        }

        if (Suggestion.Nearest(word, ["data_dir"]) is { } near)
        {
            diagnostics.Add(new ConfigPlace(name).Warning("unknown-variable", "no such setting", $"did you mean `POLICYGUARD_{near.ToUpperInvariant()}`?"));
        }

        return null;
    }

    private static Diagnostic Unknown(string name, string prefix, string[] path)
    {
        var parent = path.Length;
        ConfigTree.Found? section = null;
        while (section is null && --parent >= 0)
        {
            section = ConfigKeys.Tree.Find(path[..parent]);
        }

        var fault = ConfigLayer.UnknownKey(new ConfigPlace(name), path[..Math.Min(path.Length, parent + 1)], section?.Children ?? []);
        var near = parent < path.Length ? Suggestion.Nearest(path[parent], section?.Children ?? []) : null;
        return near is null
            ? fault
            : fault with { Help = $"did you mean `{prefix}{string.Join("__", [.. path[..parent], near, .. path[(parent + 1)..]]).ToUpperInvariant()}`?" };
    }

    private static ConfigNode? Value(string name, ConfigKey key, string value, ICollection<Diagnostic> diagnostics)
    {
        if (value.Length == 0)
        {
            return null;
        }

        var place = new ConfigPlace(name);
        if (key.Type is not (ConfigType.List or ConfigType.PathList))
        {
            return new ConfigScalar(place, value);
        }

        if (value.StartsWith('['))
        {
            return ConfigSource.ReadValue(name, value, diagnostics);
        }

        var items = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new ConfigList(place, [.. items.Select(item => new ConfigScalar(place, item))]);
    }
}
