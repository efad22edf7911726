using PolicyGuard.Gateway.Mcp;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>Makes the upstreams from their keys.</summary>
internal sealed class UpstreamsReader(
    IReadOnlyDictionary<string, ConfigEntry> entries, IReadOnlyDictionary<string, object> values, ICollection<Diagnostic> diagnostics)
{
    private const int MaxName = 32;

    public IReadOnlyList<UpstreamOptions> Read() =>
        [.. entries.Values.Where(static entry => entry.Path[0] == "upstreams").GroupBy(static entry => entry.Path[1]).Select(Upstream).OfType<UpstreamOptions>()];

    private UpstreamOptions? Upstream(IGrouping<string, ConfigEntry> keys)
    {
        var name = keys.Key;
        var place = keys.OrderBy(static entry => entry.Value.Place.Line).First().Value.Place;
        if (name.Length > MaxName || name.Length == 0 || name.Any(static c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
        {
            diagnostics.Add(place.Error(
                "upstream-name", $"`{name}` cannot name an upstream", $"at most {MaxName} lower-case letters, digits and `-`"));
            return null;
        }

        if (name == EndpointTable.Governance)
        {
            diagnostics.Add(place.Error("upstream-name", $"`{name}` cannot name an upstream", $"/mcp/{name} is where the governance tools stand alone"));
            return null;
        }

        var written = keys.ToDictionary(static entry => string.Join('.', entry.Path.Skip(2)), StringComparer.Ordinal);
        var url = written.GetValueOrDefault("url");
        var command = written.GetValueOrDefault("command");
        if (url is null == command is null)
        {
            diagnostics.Add((url ?? command)?.Value.Place.Error("upstream-kind", $"upstream `{name}` has both `url` and `command`", "keep one")
                ?? place.Error("upstream-kind", $"upstream `{name}` has neither `url` nor `command`", "give one"));
        }

        foreach (var entry in keys.Where(entry => entry.Path[2] is "headers" ? url is null && command is not null : entry.Path[2] is "args" or "env" or "cwd" or "max_children" && command is null && url is not null))
        {
            diagnostics.Add(entry.Value.Place.Error(
                "upstream-kind", $"`{entry.Path[2]}` has no meaning for upstream `{name}`", entry.Path[2] is "headers" ? "it goes with `url`" : "it goes with `command`"));
        }

        var plain = new UpstreamOptions { Name = name };
        var options = plain with
        {
            Url = Value<Uri>(url),
            Command = Value<string>(command),
            Args = Value<IReadOnlyList<string>>(written.GetValueOrDefault("args")) ?? [],
            Headers = Map(keys, "headers", (entry, name, value) => HeaderCheck.Run(entry, name, value, diagnostics)),
            Env = Map(keys, "env", CheckVariable),
            Cwd = Value<string>(written.GetValueOrDefault("cwd")) is { } cwd ? ConfigPath.Resolve(cwd, written["cwd"].Folder, new Dictionary<string, string>()) : null,
            MaxChildren = values.GetValueOrDefault($"upstreams.{name}.max_children") as int? ?? plain.MaxChildren,
            Trust = TaintReader.TrustOf(values.GetValueOrDefault($"upstreams.{name}.trust") as string),
            Timeout = values.GetValueOrDefault($"upstreams.{name}.timeout") as TimeSpan? ?? plain.Timeout,
            MaxTime = values.GetValueOrDefault($"upstreams.{name}.max_time") as TimeSpan? ?? plain.MaxTime,
        };
        if (options.MaxTime < options.Timeout)
        {
            diagnostics.Add((written.GetValueOrDefault("max_time") ?? written["timeout"]).Value.Place.Error(
                "config-value", $"upstream `{name}`: `max_time` is shorter than `timeout`", "`timeout` bounds silence, `max_time` the whole call"));
        }

        return options;
    }

    private T? Value<T>(ConfigEntry? entry)
        where T : class => entry is null ? null : values.GetValueOrDefault(entry.Name) as T;

    private Dictionary<string, string> Map(IEnumerable<ConfigEntry> keys, string section, Action<ConfigEntry, string, string> check)
    {
        var map = new Dictionary<string, string>(section == "headers" ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (var entry in keys.Where(entry => entry.Path[2] == section))
        {
            var value = Value<string>(entry) ?? "";
            check(entry, entry.Path[3], value);
            map[entry.Path[3]] = value;
        }

        return map;
    }

    private void CheckVariable(ConfigEntry entry, string name, string value)
    {
        if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || name.Contains('\0') || value.Contains('\0'))
        {
            diagnostics.Add(entry.Value.Place.Error("config-value", $"`{entry.Written}` is not a variable that a program can be given"));
        }
    }
}
