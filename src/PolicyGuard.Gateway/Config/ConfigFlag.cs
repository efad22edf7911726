namespace PolicyGuard.Gateway.Config;

/// <summary>A value given on the command line; stronger than everything else.</summary>
/// <param name="Flag">The flag as it is written, for messages: <c>--port</c>.</param>
/// <param name="Name">The key's dotted name, picked names included: <c>upstreams.files.url</c>.</param>
/// <param name="Values">The value, or the items of a list.</param>
public sealed record ConfigFlag(string Flag, string Name, params IReadOnlyList<string> Values)
{
    /// <summary>Whether the flag replaces everything that other sources say of the upstream it names.</summary>
    public bool ReplacesUpstream { get; init; }

    internal ConfigEntry ToEntry()
    {
        var path = Name.Split('.');
        var key = ConfigKeys.Tree.Find(path)?.Key ?? throw new ArgumentException($"`{Name}` is not a key");
        var place = new ConfigPlace(Flag);
        ConfigNode node = key.Type is ConfigType.List or ConfigType.PathList
            ? new ConfigList(place, [.. Values.Select(value => new ConfigScalar(place, value))])
            : new ConfigScalar(place, Values[0]);
        return new ConfigEntry(key, path, null, node, Flag);
    }
}
