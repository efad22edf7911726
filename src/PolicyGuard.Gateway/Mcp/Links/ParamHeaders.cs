using System.Globalization;
using System.Text.Json;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>
/// The headers that mirror a tool's arguments (2026-07-28, Streamable HTTP, Custom Headers from Tool Parameters): which argument is shown in
/// which <c>Mcp-Param-…</c> header, by the <c>x-mcp-header</c> annotations of the tool's input schema.
/// </summary>
internal sealed class ParamHeaders
{
    private const string Prefix = "Mcp-Param-";
    private const string Annotation = "x-mcp-header";
    private const int MostHeaders = 64;
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };
    private readonly (string Header, string[] Path)[] _mirrored;

    private ParamHeaders((string, string[])[] mirrored) => _mirrored = mirrored;

    /// <summary>The headers of a tool; null where it has none.</summary>
    public static ParamHeaders? Of(JsonElement tool)
    {
        if (!tool.TryGetProperty("inputSchema", out var schema))
        {
            return null;
        }

        var found = new List<(string, string[])>();
        Collect(schema, [], found);
        return found.Count == 0 ? null : new ParamHeaders([.. found]);
    }

    /// <summary>What headers and arguments do not agree on, for a person; null where they agree.</summary>
    public string? Mismatch(ReadOnlyMemory<byte> arguments, RequestHeaders headers)
    {
        using var document = JsonDocument.Parse(arguments.IsEmpty ? "{}"u8.ToArray() : arguments, Deep);
        foreach (var (header, path) in _mirrored)
        {
            var sent = headers.Find(header);
            if (Shown(document.RootElement, path) is not { } expected)
            {
                if (sent is not null)
                {
                    return $"the {header} header mirrors an argument that is not there";
                }
            }
            else if (sent is null)
            {
                return $"the {header} header is missing";
            }
            else if (HeaderText.Decode(sent) is not { } value || !Same(value, expected))
            {
                return $"the {header} header does not say what the argument says";
            }
        }

        return null;
    }

    /// <summary>The headers that mirror some arguments.</summary>
    public IEnumerable<KeyValuePair<string, string>> Make(ReadOnlyMemory<byte> arguments)
    {
        using var document = JsonDocument.Parse(arguments.IsEmpty ? "{}"u8.ToArray() : arguments, Deep);
        foreach (var (header, path) in _mirrored)
        {
            if (Shown(document.RootElement, path) is { } value)
            {
                yield return new(header, HeaderText.Encode(value));
            }
        }
    }

    // Only parameters that a chain of `properties` reaches can be mirrored.
    private static void Collect(JsonElement schema, string[] path, List<(string, string[])> found)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in properties.EnumerateObject())
        {
            string[] here = [.. path, property.Name];
            if (property.Value.ValueKind == JsonValueKind.Object && found.Count < MostHeaders
                && property.Value.TryGetProperty(Annotation, out var name) && name.ValueKind == JsonValueKind.String && IsToken(name.GetString()!))
            {
                found.Add((Prefix + name.GetString(), here));
            }

            Collect(property.Value, here, found);
        }
    }

    private static bool IsToken(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static string? Shown(JsonElement arguments, string[] path)
    {
        foreach (var step in path)
        {
            if (arguments.ValueKind != JsonValueKind.Object || !arguments.TryGetProperty(step, out arguments))
            {
                return null;
            }
        }

        return arguments.ValueKind switch
        {
            JsonValueKind.String => arguments.GetString(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number => arguments.GetRawText(),
            _ => null,
        };
    }

    // 42 and 42.0 are one number.
    private static bool Same(string header, string argument) => string.Equals(header, argument, StringComparison.Ordinal)
        || (decimal.TryParse(header, NumberStyles.Float, CultureInfo.InvariantCulture, out var left)
            && decimal.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out var right) && left == right);
}
