using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using PolicyGuard.Text;

namespace PolicyGuard.Taint.Masking;

/// <summary>The words of JSON Schema that speak of one text or number.</summary>
internal static class SchemaWords
{
    public static bool IsOf(JsonElement value, JsonElement type) => type.ValueKind != JsonValueKind.String || type.GetString() switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Truncate(number),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => true,
    };

    public static bool OfText(string word, JsonElement said, string text) => word switch
    {
        "minLength" => Length(text) >= Count(said, 0),
        "maxLength" => Length(text) <= Count(said, int.MaxValue),
        "pattern" => said.ValueKind != JsonValueKind.String || Matches(said.GetString()!, text) == true,
        "format" => said.ValueKind != JsonValueKind.String || HasFormat(said.GetString()!, text),
        _ => true,
    };

    public static bool OfNumber(string word, JsonElement said, JsonElement value)
    {
        if (said.ValueKind != JsonValueKind.Number || !said.TryGetDouble(out var bound) || !value.TryGetDouble(out var number))
        {
            return true;
        }

        return word switch
        {
            "minimum" => number >= bound,
            "maximum" => number <= bound,
            "exclusiveMinimum" => number > bound,
            "exclusiveMaximum" => number < bound,
            "multipleOf" => bound > 0 && Math.Abs(Math.IEEERemainder(number, bound)) < 1e-9 * Math.Max(1, Math.Abs(number)),
            _ => true,
        };
    }

    public static int Count(JsonElement said, int otherwise) => said.ValueKind == JsonValueKind.Number && said.TryGetInt32(out var count) ? count : otherwise;

    /// <summary>Whether a pattern is found in a text; null where nobody can say.</summary>
    public static bool? Matches(string pattern, string text)
    {
        // Of a hostile schema we want an answer in linear time or none. Schemas mean letter case; the house's patterns do not, so this one is its own.
        if (pattern.Length > LinearPattern.MaxLength || !LinearPattern.TryCreate(pattern, out _, out _))
        {
            return null;
        }

        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, LinearPattern.Timeout).IsMatch(text);
        }
        catch (Exception fault) when (fault is RegexMatchTimeoutException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static int Length(string text) => text.EnumerateRunes().Count();

    private static bool HasFormat(string format, string text) => format switch
    {
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => text.Length >= 19 && text.Contains('T', StringComparison.OrdinalIgnoreCase) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "time" => TimeOnly.TryParse(text.TrimEnd('Z', 'z'), CultureInfo.InvariantCulture, out _) || text.Contains('+', StringComparison.Ordinal),
        "email" => text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 && !text.Any(char.IsWhiteSpace),
        "hostname" => text.Length is > 0 and < 254 && Uri.CheckHostName(text) == UriHostNameType.Dns,
        "ipv4" => Uri.CheckHostName(text) == UriHostNameType.IPv4,
        "ipv6" => Uri.CheckHostName(text) == UriHostNameType.IPv6,
        "uri" or "iri" => Uri.TryCreate(text, UriKind.Absolute, out _) && !text.Any(static c => c is ' ' or '[' or '<' or '>' or '"'),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        _ => true,
    };
}
