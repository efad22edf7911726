namespace PolicyGuard.Gateway.Config;

/// <summary>What <c>config show</c> shows.</summary>
internal static class SettingsList
{
    private const string Mask = "***";

    /// <summary>Every key that has an effect, with its value and where it came from; keys under picked names where somebody wrote one.</summary>
    public static IReadOnlyList<Setting> Of(ConfigInput input, IReadOnlyDictionary<string, ConfigEntry> entries)
    {
        var settings = new List<Setting>();
        foreach (var key in ConfigKeys.Available)
        {
            if (!key.Name.Contains('*'))
            {
                settings.Add(entries.TryGetValue(key.Name, out var entry) ? Of(entry) : OfDefault(key, key.Name, input));
                continue;
            }

            if (key.Name == "upstreams.*.url")
            {
                settings.AddRange(Upstreams(input, entries));
            }
            else if (!key.Name.StartsWith("upstreams.", StringComparison.Ordinal))
            {
                settings.AddRange(entries.Values.Where(written => written.Key == key).Select(Of));
            }
        }

        return settings;
    }

    private static IEnumerable<Setting> Upstreams(ConfigInput input, IReadOnlyDictionary<string, ConfigEntry> entries)
    {
        var keys = ConfigKeys.Available.Where(static key => key.Name.StartsWith("upstreams.", StringComparison.Ordinal)).ToList();
        foreach (var name in entries.Values.Where(static entry => entry.Path[0] == "upstreams").Select(static entry => entry.Path[1]).Distinct())
        {
            foreach (var key in keys)
            {
                var written = entries.Values.Where(entry => entry.Key == key && entry.Path[1] == name).ToList();
                foreach (var entry in written)
                {
                    yield return Of(entry);
                }

                if (written.Count == 0 && key.Default is not (null or "[]"))
                {
                    yield return OfDefault(key, key.Name.Replace("*", name, StringComparison.Ordinal), input);
                }
            }
        }
    }

    private static Setting OfDefault(ConfigKey key, string name, ConfigInput input) =>
        new(key, name, key.Name == "data_dir" ? input.FallbackDataFolder : key.Default, "default")
        {
            Items = key.Default == "[]" ? [] : null,
        };

    private static Setting Of(ConfigEntry entry)
    {
        var origin = entry.Value.Place.ToString();
        if (entry.Value is ConfigList list)
        {
            string[] items = [.. list.Items.OfType<ConfigScalar>().Select(item => Shown(entry.Key, item))];
            return new Setting(entry.Key, entry.Name, $"[{string.Join(", ", items)}]", origin) { Items = items };
        }

        return new Setting(entry.Key, entry.Name, entry.Value is ConfigScalar scalar ? Shown(entry.Key, scalar) : null, origin);
    }

    // A value that came out of a variable may be a secret wherever it stands, so the file's own text is shown. The query of a URL may hold a key.
    private static string Shown(ConfigKey key, ConfigScalar scalar)
    {
        if (key.Secret)
        {
            return Mask;
        }

        var query = key.Type == ConfigType.Url ? scalar.Written.IndexOf('?', StringComparison.Ordinal) : -1;
        return query < 0 ? scalar.Written : scalar.Written[..(query + 1)] + Mask;
    }
}
