namespace PolicyGuard.Gateway.Config;

/// <summary>Makes the choices of intent policies from their keys.</summary>
internal sealed class IntentChoices(ConfigInput input, IReadOnlyDictionary<string, ConfigEntry> entries, IReadOnlyDictionary<string, object> values)
{
    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    public IntentChoice? Default() => entries.TryGetValue("intent.default", out var entry) ? Choice(entry) : null;

    public IReadOnlyDictionary<string, IntentChoice> Upstreams() => entries.Values
        .Where(static entry => entry.Key.Name == "upstreams.*.intent")
        .Select(entry => (Upstream: entry.Path[1], Choice: Choice(entry)))
        .Where(static chosen => chosen.Choice is not null)
        .ToDictionary(static chosen => chosen.Upstream, static chosen => chosen.Choice!, StringComparer.Ordinal);

    // A name is no path: it has no folder and no ending.
    private IntentChoice? Choice(ConfigEntry entry)
    {
        if (values.GetValueOrDefault(entry.Name) is not string { Length: > 0 } written)
        {
            return null;
        }

        var isFile = written.Contains('/', StringComparison.Ordinal) || written.Contains('\\', StringComparison.Ordinal)
            || Array.Exists(Endings, ending => written.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        var place = entry.Value.Place;
        return new IntentChoice(written, isFile ? ConfigPath.Resolve(written, entry.Folder, input.Environment) : null, place.Source, place.Line, place.Column);
    }
}
