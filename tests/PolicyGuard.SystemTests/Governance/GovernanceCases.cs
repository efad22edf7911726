using System.Text;
using System.Text.Json;
using PolicyGuard.SystemTests.Docs;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.SystemTests.Governance;

/// <summary>The cases of <c>spec/governance</c>.</summary>
internal static class GovernanceCases
{
    /// <summary>Every case, with its file.</summary>
    public static IEnumerable<(string File, YamlMappingNode Case)> All()
    {
        foreach (var file in new[] { "seed.yaml", "pages.yaml" })
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(Repository.Read("spec", "governance", file)));
            foreach (var one in (YamlSequenceNode)yaml.Documents[0].RootNode)
            {
                yield return (file, (YamlMappingNode)one);
            }
        }
    }

    public static YamlNode? At(this YamlMappingNode node, string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    public static string? Text(this YamlMappingNode node, string key) => (node.At(key) as YamlScalarNode)?.Value;

    /// <summary>A node as JSON, with <c>$name</c> exchanged for what was kept.</summary>
    public static string Json(YamlNode node, IReadOnlyDictionary<string, string> kept) => node switch
    {
        YamlMappingNode map => $"{{{string.Join(',', map.Select(m => $"{Quote(((YamlScalarNode)m.Key).Value!)}:{Json(m.Value, kept)}"))}}}",
        YamlSequenceNode list => $"[{string.Join(',', list.Select(item => Json(item, kept)))}]",
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value!, kept),
        YamlScalarNode scalar => Quote(scalar.Value!),
        _ => throw new InvalidOperationException("no such node"),
    };

    private static string Plain(string value, IReadOnlyDictionary<string, string> kept) =>
        value.StartsWith('$') ? Quote(kept[value[1..]])
        : value is "true" or "false" or "null" || double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _) ? value
        : Quote(value);

    private static string Quote(string text) => $"\"{Encoding.UTF8.GetString(JsonEncodedText.Encode(text).EncodedUtf8Bytes)}\"";

    /// <summary>Holds a result to what a case expects.</summary>
    public static void Check(JsonElement structured, YamlMappingNode expect, IReadOnlyDictionary<string, string> kept)
    {
        foreach (var (key, wanted) in expect)
        {
            var path = ((YamlScalarNode)key).Value!;
            foreach (var found in Find(structured, path.Split('.')))
            {
                Check(path, found, wanted, kept, structured);
            }
        }
    }

    private static void Check(string path, JsonElement? found, YamlNode wanted, IReadOnlyDictionary<string, string> kept, JsonElement whole)
    {
        var why = $"{path} in {whole}";
        if (wanted is not YamlMappingNode map)
        {
            Assert.True(found is { } value && JsonElement.DeepEquals(value, JsonDocument.Parse(Json(wanted, kept)).RootElement), why);
            return;
        }

        var (how, what) = (((YamlScalarNode)map.Children.Single().Key).Value, map.Children.Single().Value);
        var text = ((YamlScalarNode)what).Value!;
        Assert.True(
            how switch
            {
                "contains" => found?.GetString()!.Contains(text, StringComparison.OrdinalIgnoreCase) == true,
                "starts" => found?.GetString()!.StartsWith(text, StringComparison.Ordinal) == true,
                "not" => found is { } value && value.GetString() != kept[text[1..]],
                "length" => found?.GetArrayLength() == int.Parse(text, System.Globalization.CultureInfo.InvariantCulture),
                "type" => text == (found?.ValueKind switch { null => "absent", JsonValueKind.Array => "list", JsonValueKind.Number => "number", _ => "other" }),
                _ => throw new InvalidOperationException($"`{how}` is nothing to expect"),
            },
            why);
    }

    private static IEnumerable<JsonElement?> Find(JsonElement element, string[] path)
    {
        if (path.Length == 0)
        {
            return [element];
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            return path[0] == "*" ? element.EnumerateArray().SelectMany(item => Find(item, path[1..]))
                : int.Parse(path[0], System.Globalization.CultureInfo.InvariantCulture) is var at && at < element.GetArrayLength() ? Find(element[at], path[1..])
                : [null];
        }

        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(path[0], out var member) ? Find(member, path[1..]) : [null];
    }
}
