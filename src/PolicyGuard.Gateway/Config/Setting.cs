namespace PolicyGuard.Gateway.Config;

/// <summary>The effective value of one key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Name">Its name with picked names in it.</param>
/// <param name="Shown">The value as a person may see it: secrets are masked, variables of the file not expanded; null where there is none.</param>
/// <param name="Origin">Where it came from: <c>default</c>, <c>file:line</c>, an environment variable, a flag.</param>
public sealed record Setting(ConfigKey Key, string Name, string? Shown, string Origin)
{
    /// <summary>The single values of a list; else empty.</summary>
    public IReadOnlyList<string>? Items { get; init; }
}
