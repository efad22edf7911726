using System.Globalization;
using System.Net;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>Reads a written value as what its key takes.</summary>
internal static class ConfigValue
{
    /// <summary>
    /// The value: <see cref="string"/>, <see cref="int"/>, <see cref="bool"/>, <see cref="TimeSpan"/>, <see cref="IPAddress"/>,
    /// <see cref="Uri"/> or a list of strings, by the key's type; null where it is wrong, which is then told.
    /// </summary>
    public static object? Read(ConfigEntry entry, ICollection<Diagnostic> diagnostics)
    {
        var key = entry.Key;
        if (key.Type is ConfigType.List or ConfigType.PathList)
        {
            return List(entry, diagnostics);
        }

        if (entry.Value is not ConfigScalar scalar)
        {
            diagnostics.Add(entry.Value.Place.Error("config-type", $"`{entry.Written}` takes one value, not a list"));
            return null;
        }

        var value = Scalar(key, scalar.Text);
        if (value is null)
        {
            diagnostics.Add(Wrong(entry, scalar));
        }

        return value;
    }

    /// <summary>What may be written for a key, in words.</summary>
    public static string Expected(ConfigKey key) => key.Type switch
    {
        ConfigType.Integer => $"a whole number from {key.Min} to {key.Max}",
        ConfigType.Flag => "`true` or `false`",
        ConfigType.Choice => "one of " + string.Join(", ", key.Choices.Select(choice => $"`{choice}`")),
        ConfigType.Duration => $"a time such as `30s` or `10m`, from {Span(key.Min)} to {Span(key.Max)}",
        ConfigType.Size => $"a number of bytes such as `65536` or `64KiB`, from {key.Min} to {key.Max}",
        ConfigType.Address => "an IP address or `localhost`",
        ConfigType.Url => "a URL that starts with `http://` or `https://`, without a user name or password",
        ConfigType.Path => "a path",
        ConfigType.List => "a list",
        ConfigType.PathList => "a list of paths",
        _ => "a text",
    };

    private static Diagnostic Wrong(ConfigEntry entry, ConfigScalar scalar)
    {
        var near = Suggestion.Nearest(scalar.Text, entry.Key.Choices);
        var shown = entry.Key.Secret || scalar.Text != scalar.Written ? scalar.Written : scalar.Text;
        return scalar.Place.Error(
            "config-value",
            $"`{entry.Written}` takes {Expected(entry.Key)}, not `{shown}`",
            near is null ? null : $"did you mean `{near}`?");
    }

    private static object? List(ConfigEntry entry, ICollection<Diagnostic> diagnostics)
    {
        if (entry.Value is ConfigScalar single)
        {
            if (entry.Alias is { Single: true })
            {
                return new List<string> { single.Text };
            }

            diagnostics.Add(single.Place.Error("config-type", $"`{entry.Written}` takes a list, not one value", $"write `[{single.Written}]`"));
            return null;
        }

        var items = new List<string>();
        foreach (var item in entry.Value is ConfigList list ? list.Items : [])
        {
            if (item is not ConfigScalar { IsNull: false } scalar || scalar.Text.Length == 0)
            {
                diagnostics.Add(item.Place.Error("config-type", $"`{entry.Written}` takes a list of texts"));
                return null;
            }

            items.Add(scalar.Text);
        }

        return items;
    }

    private static object? Scalar(ConfigKey key, string text) => key.Type switch
    {
        ConfigType.Integer => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Within(key, number) ? number : null,
        ConfigType.Flag => text switch { "true" => true, "false" => false, _ => null },
        ConfigType.Choice => key.Choices.Contains(text.ToLowerInvariant(), StringComparer.Ordinal) ? text.ToLowerInvariant() : null,
        ConfigType.Duration => Units.Seconds(text) is { } seconds && Within(key, seconds) ? TimeSpan.FromSeconds(seconds) : null,
        ConfigType.Size => Units.Bytes(text) is { } bytes && Within(key, bytes) ? (int)bytes : null,
        ConfigType.Address => Address(text),
        ConfigType.Url => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 ? url : null,
        ConfigType.Path => text.Length == 0 || text.Contains('\0') ? null : text,
        _ => text,
    };

    private static IPAddress? Address(string text)
    {
        if (string.Equals(text, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        // `8000` and `0x7f.1` are addresses to the parser; nobody who writes them means one.
        return (text.Contains(':') || text.Count(static c => c == '.') == 3) && IPAddress.TryParse(text.Trim('[', ']'), out var address) ? address : null;
    }

    private static bool Within(ConfigKey key, double value) => value >= key.Min && value <= key.Max;

    private static string Span(double seconds) => seconds switch
    {
        < 1 => $"{seconds * 1000}ms",
        >= 86400 => $"{seconds / 86400}d",
        _ => $"{seconds}s",
    };
}
