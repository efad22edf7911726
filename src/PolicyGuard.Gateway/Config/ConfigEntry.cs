namespace PolicyGuard.Gateway.Config;

/// <summary>One value that somebody wrote for one key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Path">The key's own name with the picked names in it, for example <c>upstreams</c>, <c>files</c>, <c>url</c>.</param>
/// <param name="Alias">The alias that was used, or null.</param>
/// <param name="Value">What was written.</param>
/// <param name="Written">The name as written, for messages.</param>
internal sealed record ConfigEntry(ConfigKey Key, IReadOnlyList<string> Path, ConfigAlias? Alias, ConfigNode Value, string Written)
{
    public string Name { get; } = string.Join('.', Path);

    /// <summary>Whether the value comes from a variable that other programs use too; one that cannot be read is then left alone, aloud.</summary>
    public bool Generic { get; init; }

    /// <summary>Where relative paths count from.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The key's name with the stars replaced by what the user picked, in order.</summary>
    public static IReadOnlyList<string> PathOf(ConfigKey key, ConfigAlias? alias, IReadOnlyList<string> written)
    {
        var pattern = (alias?.Name ?? key.Name).Split('.');
        var picked = new Queue<string>(written.Where((_, i) => pattern[i] == "*"));
        return [.. key.Name.Split('.').Select(segment => segment == "*" ? picked.Dequeue() : segment)];
    }
}
