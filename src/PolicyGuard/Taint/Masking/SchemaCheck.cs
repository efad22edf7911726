using System.Text.Json;
using PolicyGuard.Text;

namespace PolicyGuard.Taint.Masking;

/// <summary>Checks one value against a schema. The work is bounded, whatever a schema refers to; at the bound the answer is no.</summary>
internal sealed class SchemaCheck(OutputSchema schema)
{
    private const int MostWork = 200_000;
    private const int MostDepth = 128;
    private int _work;

    public bool Fits(JsonElement part, JsonElement value) => Fits(part, value, 0);

    private bool Fits(JsonElement part, JsonElement value, int depth)
    {
        if (++_work > MostWork || depth > MostDepth || part.ValueKind == JsonValueKind.False)
        {
            return false;
        }

        if (part.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        foreach (var word in part.EnumerateObject())
        {
            if (!Holds(part, word, value, depth))
            {
                return false;
            }
        }

        return true;
    }

    private bool Holds(JsonElement part, JsonProperty word, JsonElement value, int depth)
    {
        var said = word.Value;
        return word.Name switch
        {
            "$ref" => said.ValueKind != JsonValueKind.String || schema.Resolve(said.GetString()!) is not { } target || Fits(target, value, depth + 1),
            "type" => said.ValueKind == JsonValueKind.Array ? said.EnumerateArray().Any(type => SchemaWords.IsOf(value, type)) : SchemaWords.IsOf(value, said),
            "enum" => said.ValueKind != JsonValueKind.Array || said.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)),
            "const" => JsonElement.DeepEquals(said, value),
            "allOf" => Parts(said).All(one => Fits(one, value, depth + 1)),
            "anyOf" => Parts(said).Any(one => Fits(one, value, depth + 1)),
            "oneOf" => Parts(said).Count(one => Fits(one, value, depth + 1)) == 1,
            "not" => !Fits(said, value, depth + 1),
            "if" => Fits(said, value, depth + 1)
                ? !part.TryGetProperty("then", out var then) || Fits(then, value, depth + 1)
                : !part.TryGetProperty("else", out var other) || Fits(other, value, depth + 1),
            _ => value.ValueKind switch
            {
                JsonValueKind.String => SchemaWords.OfText(word.Name, said, value.GetString()!),
                JsonValueKind.Number => SchemaWords.OfNumber(word.Name, said, value),
                JsonValueKind.Object => OfObject(part, word.Name, said, value, depth),
                JsonValueKind.Array => OfArray(part, word.Name, said, value, depth),
                _ => true,
            },
        };
    }

    private bool OfObject(JsonElement part, string word, JsonElement said, JsonElement value, int depth) => word switch
    {
        "required" => Parts(said).All(name => name.ValueKind != JsonValueKind.String || value.TryGetProperty(name.GetString()!, out _)),
        "minProperties" => value.EnumerateObject().Count() >= SchemaWords.Count(said, 0),
        "maxProperties" => value.EnumerateObject().Count() <= SchemaWords.Count(said, int.MaxValue),
        "properties" when said.ValueKind == JsonValueKind.Object => said.EnumerateObject().All(p => !value.TryGetProperty(p.Name, out var member) || Fits(p.Value, member, depth + 1)),
        "patternProperties" when said.ValueKind == JsonValueKind.Object =>
            said.EnumerateObject().All(p => value.EnumerateObject().All(m => SchemaWords.Matches(p.Name, m.Name) is { } yes && (!yes || Fits(p.Value, m.Value, depth + 1)))),
        "additionalProperties" => value.EnumerateObject().All(m => IsNamed(part, m.Name) || Fits(said, m.Value, depth + 1)),
        "propertyNames" => value.EnumerateObject().All(m => Fits(said, FittingValue.OfText(m.Name), depth + 1)),
        "dependentRequired" when said.ValueKind == JsonValueKind.Object =>
            said.EnumerateObject().All(d => !value.TryGetProperty(d.Name, out _) || Parts(d.Value).All(n => n.ValueKind != JsonValueKind.String || value.TryGetProperty(n.GetString()!, out _))),
        _ => true,
    };

    private bool OfArray(JsonElement part, string word, JsonElement said, JsonElement value, int depth)
    {
        var length = value.GetArrayLength();
        switch (word)
        {
            case "minItems":
                return length >= SchemaWords.Count(said, 0);
            case "maxItems":
                return length <= SchemaWords.Count(said, int.MaxValue);
            case "uniqueItems":
                return said.ValueKind != JsonValueKind.True || (length <= 1000 && value.EnumerateArray().Select(static item => item.GetRawText()).Distinct(StringComparer.Ordinal).Count() == length);
            case "prefixItems":
                return Parts(said).Zip(value.EnumerateArray()).All(pair => Fits(pair.First, pair.Second, depth + 1));
            case "contains":
                return value.EnumerateArray().Any(item => Fits(said, item, depth + 1));
            case "items":
                var first = part.TryGetProperty("prefixItems", out var prefix) && prefix.ValueKind == JsonValueKind.Array ? prefix.GetArrayLength() : 0;
                return value.EnumerateArray().Skip(first).All(item => Fits(said, item, depth + 1));
            default:
                return true;
        }
    }

    private static bool IsNamed(JsonElement part, string name) =>
        (part.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(name, out _))
        || (part.TryGetProperty("patternProperties", out var patterns) && patterns.ValueKind == JsonValueKind.Object && patterns.EnumerateObject().Any(p => SchemaWords.Matches(p.Name, name) == true));

    private static IEnumerable<JsonElement> Parts(JsonElement list) => list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];
}
