using System.Globalization;
using PolicyGuard.Taint.Custom;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>Makes what changes the detectors from its keys. Whether patterns and ids mean something is told when they are compiled.</summary>
internal sealed class DetectorsReader(IReadOnlyDictionary<string, ConfigEntry> entries, IReadOnlyDictionary<string, object> values, ICollection<Diagnostic> diagnostics)
{
    private const string Digest = "sha256:";
    private const string Pattern = "pattern:";

    public DetectorSources Read() => new()
    {
        Disabled = [.. Items("detectors.disabled")],
        Allowed = [.. Items("detectors.allow").Select(static item => Allow(item.Text, item.Origin))],
        Custom = [.. entries.Values.Where(static entry => entry.Path is ["detectors", "custom", ..]).GroupBy(static entry => entry.Path[2]).Select(Custom).OfType<DetectorDocument>()],
    };

    private static AllowDocument Allow(string text, Origin origin)
    {
        if (text.StartsWith(Digest, StringComparison.Ordinal))
        {
            return new AllowDocument { Digests = [text[Digest.Length..]], Origin = origin };
        }

        if (text.StartsWith(Pattern, StringComparison.Ordinal))
        {
            // The whole value: a pattern that matches somewhere in it would allow what stands around.
            return new AllowDocument { Patterns = [$"^(?:{text[Pattern.Length..]})$"], Origin = origin };
        }

        var at = text.IndexOf('@');
        return new AllowDocument { Detector = at < 0 ? text : text[..at], Pointer = at < 0 ? "*" : text[(at + 1)..], Origin = origin };
    }

    private DetectorDocument? Custom(IGrouping<string, ConfigEntry> keys)
    {
        var origin = OriginOf(keys.OrderBy(static entry => entry.Value.Place.Line).First());
        var name = $"detectors.custom.{keys.Key}";
        if (values.GetValueOrDefault($"{name}.pattern") is not string pattern)
        {
            if (keys.All(static entry => entry.Path is not [.., "pattern"]))
            {
                diagnostics.Add(origin.Error("detector-pattern", $"detector `{keys.Key}` has no `pattern`"));
            }

            return null;
        }

        var written = values.GetValueOrDefault($"{name}.entropy") as string ?? "0";
        if (!double.TryParse(written, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var entropy))
        {
            diagnostics.Add(origin.Error("config-value", $"`{name}.entropy` takes a number from 0 to 8, not `{written}`"));
        }

        return new DetectorDocument
        {
            Id = keys.Key,
            Pattern = pattern,
            Description = values.GetValueOrDefault($"{name}.description") as string ?? "",
            Label = values.GetValueOrDefault($"{name}.label") as string ?? "secret",
            Keywords = values.GetValueOrDefault($"{name}.keywords") as IReadOnlyList<string> ?? [],
            Entropy = entropy,
            Group = values.GetValueOrDefault($"{name}.group") as int? ?? 0,
            Checksum = values.GetValueOrDefault($"{name}.checksum") as string,
            Origin = origin,
        };
    }

    private IEnumerable<(string Text, Origin Origin)> Items(string name) =>
        values.GetValueOrDefault(name) is IReadOnlyList<string> items ? items.Select(item => (item, OriginOf(entries[name]))) : [];

    private static Origin OriginOf(ConfigEntry entry) => new(entry.Value.Place.Source, entry.Value.Place.Line, entry.Value.Place.Column);
}
