using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PolicyGuard.Taint.Masking;

/// <summary>Proposes values that could stand in the place of a masked one where a schema asks for a form. None of them is made of what was masked, beyond its shape.</summary>
internal static class FittingValue
{
    /// <summary>A text as a JSON value.</summary>
    public static JsonElement OfText(string text) => Parse(MaskWord.Quote(text));

    /// <summary>Proposals, the plainest first.</summary>
    /// <param name="original">What is masked.</param>
    /// <param name="masked">The mask for it; null for a number.</param>
    /// <param name="parts">What the schema says of the place.</param>
    public static IEnumerable<JsonElement> Of(string original, string? masked, IReadOnlyList<JsonElement> parts)
    {
        if (masked is not null)
        {
            yield return OfText(masked);
            yield return OfText("masked");
        }

        yield return Parse("0"u8);
        foreach (var part in parts.Where(static p => p.ValueKind == JsonValueKind.Object))
        {
            foreach (var value in Said(part))
            {
                yield return value;
            }

            if (part.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String && OfFormat(format.GetString()!) is { } example)
            {
                yield return OfText(example);
            }

            var least = Math.Min(SchemaWords.Count(part.TryGetProperty("minLength", out var min) ? min : default, 0), 4096);
            yield return OfText(new string('x', Math.Max(1, least)));
        }

        yield return OfText(Shape(original, 'X', 'x', '0'));
        yield return OfText(Shape(original, 'A', 'a', '0'));
        yield return OfText("");
        yield return Parse("null"u8);
    }

    // The numbers at which a range ends, the values of which one has to be taken.
    private static IEnumerable<JsonElement> Said(JsonElement part)
    {
        foreach (var word in (IEnumerable<string>)["const", "default", "minimum", "maximum", "multipleOf"])
        {
            if (part.TryGetProperty(word, out var value))
            {
                yield return value;
            }
        }

        foreach (var (word, step) in (IEnumerable<(string, int)>)[("exclusiveMinimum", 1), ("exclusiveMaximum", -1)])
        {
            if (part.TryGetProperty(word, out var bound) && bound.ValueKind == JsonValueKind.Number && bound.TryGetInt32(out var number))
            {
                yield return Parse(Encoding.ASCII.GetBytes((number + step).ToString(CultureInfo.InvariantCulture)));
            }
        }

        foreach (var value in part.TryGetProperty("enum", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Take(16) : [])
        {
            yield return value;
        }
    }

    private static string? OfFormat(string format) => format switch
    {
        "date" => "1970-01-01",
        "date-time" => "1970-01-01T00:00:00Z",
        "time" => "00:00:00Z",
        "email" or "idn-email" => "masked@masked.invalid",
        "hostname" or "idn-hostname" => "masked.invalid",
        "ipv4" => "0.0.0.0",
        "ipv6" => "::",
        "uri" or "iri" => "urn:masked",
        "uri-reference" or "iri-reference" => "masked",
        "uuid" => "00000000-0000-0000-0000-000000000000",
        "duration" => "PT0S",
        _ => null,
    };

    // The same shape without its content: letters and digits become one letter and zero.
    private static string Shape(string text, char upper, char lower, char digit) => string.Create(text.Length, (text, upper, lower, digit), static (span, of) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            var c = of.text[i];
            span[i] = char.IsAsciiDigit(c) ? of.digit : char.IsAsciiLetterUpper(c) ? of.upper : char.IsLetter(c) ? of.lower : c;
        }
    });

    private static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        return JsonElement.ParseValue(ref reader);
    }
}
