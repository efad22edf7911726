using System.Text.Json;

namespace PolicyGuard.Taint.Masking;

/// <summary>
/// A tool's output schema, as far as masking needs it: whether a value fits, and what is said of one place. JSON Schema 2020-12; what is not
/// known (remote references, formats of one's own, unevaluated members) asks for nothing.
/// </summary>
internal sealed class OutputSchema
{
    private const int MostSteps = 64;
    private readonly JsonElement _root;

    private OutputSchema(JsonElement root) => _root = root;

    /// <summary>Reads a schema; null where it is none.</summary>
    public static OutputSchema? Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 256 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? new OutputSchema(document.RootElement.Clone()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether a value fits. Doubt says no: a pattern that cannot be matched in linear time, more work than is sensible.</summary>
    public bool Fits(JsonElement value) => new SchemaCheck(this).Fits(_root, value);

    /// <summary>Whether a value fits one part of the schema.</summary>
    public bool Fits(JsonElement part, JsonElement value) => new SchemaCheck(this).Fits(part, value);

    /// <summary>The parts that speak of the value at a pointer; those within alternatives too.</summary>
    public List<JsonElement> At(string pointer)
    {
        List<JsonElement> here = Spread([_root]);
        foreach (var step in pointer.Split('/').Skip(1))
        {
            here = Spread([.. here.SelectMany(part => Below(part, step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))]);
        }

        return here;
    }

    /// <summary>The part to which a reference within this schema leads; null for others.</summary>
    public JsonElement? Resolve(string reference)
    {
        if (!reference.StartsWith('#'))
        {
            return null;
        }

        var at = _root;
        foreach (var written in reference.TrimStart('#').Split('/').Skip(1))
        {
            var step = Uri.UnescapeDataString(written).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Array && int.TryParse(step, out var index) && index >= 0 && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at))
            {
                return null;
            }
        }

        return at;
    }

    // Each part with what it refers to and what it joins.
    private List<JsonElement> Spread(List<JsonElement> parts)
    {
        for (var i = 0; i < parts.Count && parts.Count < MostSteps; i++)
        {
            var part = parts[i];
            if (part.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            if (part.TryGetProperty("$ref", out var reference) && reference.ValueKind == JsonValueKind.String && Resolve(reference.GetString()!) is { } target)
            {
                parts.Add(target);
            }

            foreach (var word in (ReadOnlySpan<string>)["allOf", "anyOf", "oneOf"])
            {
                if (part.TryGetProperty(word, out var list) && list.ValueKind == JsonValueKind.Array)
                {
                    parts.AddRange(list.EnumerateArray());
                }
            }

            foreach (var word in (ReadOnlySpan<string>)["then", "else"])
            {
                if (part.TryGetProperty(word, out var branch))
                {
                    parts.Add(branch);
                }
            }
        }

        return parts;
    }

    private static IEnumerable<JsonElement> Below(JsonElement part, string step)
    {
        if (part.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        if (part.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(step, out var property))
        {
            yield return property;
        }
        else if (part.TryGetProperty("additionalProperties", out var others))
        {
            yield return others;
        }

        if (int.TryParse(step, out var index))
        {
            if (part.TryGetProperty("prefixItems", out var first) && first.ValueKind == JsonValueKind.Array && index < first.GetArrayLength())
            {
                yield return first[index];
            }
            else if (part.TryGetProperty("items", out var items))
            {
                yield return items;
            }
        }
    }
}
