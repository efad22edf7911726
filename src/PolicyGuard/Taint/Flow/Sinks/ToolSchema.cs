using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Flow.Sinks;

/// <summary>What the schema of a tool's arguments says of them (JSON Schema, validation, 7.3: formats).</summary>
internal static class ToolSchema
{
    private const int MostArguments = 256;

    /// <summary>The arguments whose format is that of an address.</summary>
    public static IReadOnlyCollection<string> Addresses(ToolDefinition? definition) =>
        [.. Arguments(definition).Where(static a => a.Format is "email" or "idn-email" or "uri" or "uri-reference" or "iri" or "url" or "hostname" or "idn-hostname" or "ipv4" or "ipv6").Select(static a => a.Name)];

    /// <summary>All arguments, with their formats; at most 256.</summary>
    public static IReadOnlyList<(string Name, string? Format)> Arguments(ToolDefinition? definition)
    {
        if (definition is null || definition.InputSchema.IsEmpty)
        {
            return [];
        }

        try
        {
            using var schema = JsonDocument.Parse(definition.InputSchema, new JsonDocumentOptions { MaxDepth = 256 });
            return schema.RootElement.ValueKind == JsonValueKind.Object && schema.RootElement.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
                ? [.. properties.EnumerateObject().Take(MostArguments).Select(static p => (p.Name, FormatOf(p.Value)))]
                : [];
        }
        catch (JsonException)
        {
            // A schema that is no JSON says nothing.
            return [];
        }
    }

    // Of the value, or of the members of a list.
    private static string? FormatOf(JsonElement property) =>
        property.ValueKind != JsonValueKind.Object ? null
        : property.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String ? format.GetString()
        : property.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Object && items.TryGetProperty("format", out format) && format.ValueKind == JsonValueKind.String ? format.GetString()
        : null;
}
