using System.Text.Json;

namespace PolicyGuard.Taint.ToolScan;

/// <summary>What a tool may speak of: itself and its parameters. Other names in its text are other tools, as far as their spelling tells.</summary>
internal sealed class OwnNames
{
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parameters = new(StringComparer.Ordinal);

    public OwnNames(JsonElement definition)
    {
        if (definition.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        Name = definition.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "";
        _own.Add(ToolNames.Plain(Name));
        foreach (var schema in (ReadOnlySpan<string>)["inputSchema", "outputSchema"])
        {
            if (definition.TryGetProperty(schema, out var value))
            {
                Collect(value, 0);
            }
        }
    }

    public string Name { get; } = "";

    /// <summary>Whether a word names this tool.</summary>
    public bool IsSelf(ReadOnlySpan<char> word) => _own.Contains(ToolNames.Plain(word));

    /// <summary>Whether a word names one of its parameters.</summary>
    public bool IsParameter(ReadOnlySpan<char> word) => _parameters.Contains(ToolNames.Plain(word));

    private void Collect(JsonElement schema, int depth)
    {
        if (schema.ValueKind == JsonValueKind.Array && depth < 16)
        {
            foreach (var item in schema.EnumerateArray())
            {
                Collect(item, depth + 1);
            }
        }

        if (schema.ValueKind == JsonValueKind.String)
        {
            _parameters.Add(ToolNames.Plain(schema.GetString()!));
        }

        if (schema.ValueKind != JsonValueKind.Object || depth >= 16)
        {
            return;
        }

        foreach (var member in schema.EnumerateObject())
        {
            _parameters.Add(ToolNames.Plain(member.Name));
            if (member.Value.ValueKind is JsonValueKind.Object || member.Name == "enum")
            {
                Collect(member.Value, depth + 1);
            }
        }
    }
}
