using System.Text.Json;
using System.Text.RegularExpressions;

namespace PolicyGuard.Tests.Governance;

/// <summary>As much of JSON Schema 2020-12 as the definitions of the governance tools use; a keyword beyond that fails the test that meets it.</summary>
internal static class JsonSchema
{
    private static readonly string[] Annotations = ["description", "examples", "default", "title"];

    /// <summary>What is wrong with a value, each with its place; empty where nothing is.</summary>
    public static IEnumerable<string> Faults(JsonElement schema, JsonElement value, string place = "$")
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            foreach (var fault in Of(schema, keyword.Name, keyword.Value, value))
            {
                yield return $"{place}{(fault.StartsWith('.') || fault.StartsWith('[') ? "" : ": ")}{fault}";
            }
        }
    }

    private static IEnumerable<string> Of(JsonElement schema, string keyword, JsonElement rule, JsonElement value) => keyword switch
    {
        "type" => Check(Types(rule).Any(type => Is(type, value)), $"is not of type {rule}"),
        "enum" => Check(rule.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)), $"is none of {rule}"),
        "minLength" => Check(value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= rule.GetInt32(), "is too short"),
        "maxLength" => Check(value.ValueKind != JsonValueKind.String || value.GetString()!.Length <= rule.GetInt32(), "is too long"),
        "pattern" => Check(value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.GetString()!, RegexOptions.NonBacktracking, TimeSpan.FromSeconds(1)), $"does not match {rule}"),
        "minimum" => Check(value.ValueKind != JsonValueKind.Number || value.GetDouble() >= rule.GetDouble(), "is too small"),
        "maximum" => Check(value.ValueKind != JsonValueKind.Number || value.GetDouble() <= rule.GetDouble(), "is too large"),
        "minItems" => Check(value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= rule.GetInt32(), "has too few items"),
        "maxItems" => Check(value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= rule.GetInt32(), "has too many items"),
        "items" => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany((item, i) => Faults(rule, item, $"[{i}]")) : [],
        "required" => value.ValueKind == JsonValueKind.Object ? rule.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"lacks {name}") : [],
        "properties" => value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject().Where(m => rule.TryGetProperty(m.Name, out _)).SelectMany(m => Faults(rule.GetProperty(m.Name), m.Value, $".{m.Name}"))
            : [],
        "additionalProperties" => value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject().Where(m => !(schema.TryGetProperty("properties", out var known) && known.TryGetProperty(m.Name, out _)))
                .SelectMany(m => rule.ValueKind == JsonValueKind.False ? [$"has {m.Name}, which it may not"] : Faults(rule, m.Value, $".{m.Name}"))
            : [],
        "anyOf" => Check(rule.EnumerateArray().Any(one => !Faults(one, value).Any()), "is none of the forms that it may have"),
        _ => Check(Annotations.Contains(keyword), $"the schema uses `{keyword}`, which nobody here understands"),
    };

    private static IEnumerable<string> Types(JsonElement rule) => rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Select(static t => t.GetString()!) : [rule.GetString()!];

    private static bool Is(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => false,
    };

    private static IEnumerable<string> Check(bool holds, string fault) => holds ? [] : [fault];
}
