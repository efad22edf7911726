using PolicyGuard.Ledger.Export;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>Makes the sinks of the audit log from their keys.</summary>
internal sealed class ShipReader(
    ConfigInput input, IReadOnlyDictionary<string, ConfigEntry> entries, IReadOnlyDictionary<string, object> values, ICollection<Diagnostic> diagnostics)
{
    /// <summary>Which keys go with which types; those that go with all are not named.</summary>
    private static readonly Dictionary<string, string[]> Belongs = new(StringComparer.Ordinal)
    {
        ["format"] = ["file", "syslog", "http"],
        ["path"] = ["file"],
        ["max_bytes"] = ["file"],
        ["keep"] = ["file"],
        ["address"] = ["syslog"],
        ["facility"] = ["syslog"],
        ["url"] = ["http", "otlp"],
        ["headers"] = ["http", "otlp"],
        ["body"] = ["http"],
        ["ca_file"] = ["syslog", "http", "otlp"],
    };

    public static bool IsShipping(IReadOnlyList<string> path) => path is ["audit", "ship", ..];

    public IReadOnlyList<ShipOptions> Read()
    {
        var sinks = entries.Values.Where(static entry => IsShipping(entry.Path)).GroupBy(static entry => entry.Path[2]).Select(Sink).OfType<ShipOptions>().ToList();
        foreach (var same in sinks.Where(static sink => sink.Path is not null).GroupBy(static sink => sink.Path!, StringComparer.Ordinal).Where(static group => group.Count() > 1))
        {
            var second = same.Last().Name;
            diagnostics.Add(entries[$"audit.ship.{second}.path"].Value.Place.Error("ship-path", $"the sinks `{same.First().Name}` and `{second}` write the same file", "each needs its own"));
        }

        return sinks;
    }

    private ShipOptions? Sink(IGrouping<string, ConfigEntry> keys)
    {
        var name = keys.Key;
        var place = keys.OrderBy(static entry => entry.Value.Place.Line).First().Value.Place;
        if (name.Length is 0 or > 32 || name.Any(static c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
        {
            diagnostics.Add(place.Error("ship-name", $"`{name}` cannot name a sink", "at most 32 lower-case letters, digits and `-`"));
            return null;
        }

        var written = keys.GroupBy(static entry => entry.Path[3]).ToDictionary(static group => group.Key, static group => group.First(), StringComparer.Ordinal);
        if (Value<string>(name, "type") is not { } type)
        {
            if (!written.ContainsKey("type"))
            {
                diagnostics.Add(place.Error("ship-type", $"sink `{name}` has no `type`", "one of `file`, `syslog`, `http`, `otlp`"));
            }

            return null;
        }

        foreach (var (key, entry) in written.Where(key => Belongs.TryGetValue(key.Key, out var types) && !types.Contains(type)))
        {
            diagnostics.Add(entry.Value.Place.Error("ship-type", $"`{key}` has no meaning for sink `{name}` of type `{type}`", $"it goes with {string.Join(", ", Belongs[key].Select(static t => $"`{t}`"))}"));
        }

        Need(type switch { "file" => "path", "syslog" => "address", _ => "url" });
        var sink = new ShipOptions
        {
            Name = name,
            Type = type,
            Format = Value<string>(name, "format") ?? "jsonl",
            Path = PathOf("path"),
            MaxBytes = values.GetValueOrDefault($"audit.ship.{name}.max_bytes") as int? ?? 100L << 20,
            Keep = values.GetValueOrDefault($"audit.ship.{name}.keep") as int? ?? 10,
            Address = written.GetValueOrDefault("address") is { } address ? Address(address, Value<string>(name, "address")) : null,
            Facility = values.GetValueOrDefault($"audit.ship.{name}.facility") as int? ?? 13,
            Url = Value<Uri>(name, "url"),
            Headers = Headers(keys),
            AsArray = Value<string>(name, "body") == "array",
            CaFile = PathOf("ca_file"),
        };
        if (sink.AsArray && !EntryFormats.IsJson(sink.Format))
        {
            diagnostics.Add(written["body"].Value.Place.Error("ship-body", $"records of `{sink.Format}` are no JSON, so they make no array", "use `body: lines`, or the format `jsonl` or `ocsf`"));
        }

        return sink;

        void Need(string key)
        {
            if (!written.ContainsKey(key))
            {
                diagnostics.Add(written["type"].Value.Place.Error("ship-type", $"sink `{name}` of type `{type}` has no `{key}`", "give one"));
            }
        }

        string? PathOf(string key) => Value<string>(name, key) is { } path ? ConfigPath.Resolve(path, written[key].Folder, input.Environment) : null;
    }

    private T? Value<T>(string sink, string key)
        where T : class => values.GetValueOrDefault($"audit.ship.{sink}.{key}") as T;

    private Uri? Address(ConfigEntry entry, string? text)
    {
        if (text is not null && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "tcp" or "tls"
            && address is { Port: > 0, UserInfo.Length: 0, PathAndQuery: "" or "/" } && address.Host.Length > 0)
        {
            return address;
        }

        diagnostics.Add(entry.Value.Place.Error("config-value", $"`{entry.Written}` takes a server such as `tls://logs.example:6514` or `tcp://10.0.0.5:601`, not `{text}`"));
        return null;
    }

    private Dictionary<string, string> Headers(IEnumerable<ConfigEntry> keys)
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in keys.Where(static entry => entry.Path[3] == "headers"))
        {
            var value = values.GetValueOrDefault(entry.Name) as string ?? "";
            HeaderCheck.Run(entry, entry.Path[4], value, diagnostics);
            map[entry.Path[4]] = value;
        }

        return map;
    }
}
