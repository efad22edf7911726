using System.Globalization;
using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.Governance.Import;

/// <summary>Reads the earlier program's files, and the odd things in them.</summary>
internal static class SeedJson
{
    private static readonly RpcLimits Limits = new(256 * 1024 * 1024, 64, 50_000_000);

    /// <summary>The root of a file; null, with a word in the section, where there is none or it is not what it should be.</summary>
    public static JsonElement? Read(ReadOnlyMemory<byte>? file, JsonValueKind kind, ImportSection section)
    {
        if (file is not { } utf8)
        {
            return null;
        }

        section.IsThere = true;
        if (!StrictJson.TryCheck(utf8.Span, Limits, out var fault))
        {
            section.Fail($"nothing of it was taken: {fault!.Message.Replace("the message", "the file", StringComparison.Ordinal)}");
            return null;
        }

        using var document = JsonDocument.Parse(utf8);
        if (document.RootElement.ValueKind != kind)
        {
            section.Fail($"nothing of it was taken: it is not {(kind == JsonValueKind.Array ? "a list" : "an object")}");
            return null;
        }

        return document.RootElement.Clone();
    }

    /// <summary>A text; null where the member is absent, null or no text.</summary>
    public static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The raw JSON of an object; <c>{}</c> where the member is none.</summary>
    public static string Object(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value.GetRawText() : "{}";

    /// <summary>A time; null where the member is none.</summary>
    public static DateTimeOffset? Time(JsonElement of, string name) =>
        DateTimeOffset.TryParse(Text(of, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : null;

    /// <summary>A list of texts. It stood there as a list, as JSON text of one, or as one pattern; the last two are odd.</summary>
    public static IReadOnlyList<string> Patterns(JsonElement of, string name, string who, ImportSection section)
    {
        if (!of.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            var text = value.GetString()!;
            if (text.TrimStart().StartsWith('[') && TryList(text, out var list))
            {
                section.Note($"{who}: {name} is a list written as text; it is taken as the list");
                return list;
            }

            section.Note($"{who}: {name} is the text `{text}`, which that program read letter by letter; it is taken as one pattern");
            return text.Length == 0 ? [] : [text];
        }

        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(static item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText())] : [value.GetRawText()];
    }

    private static bool TryList(string text, out IReadOnlyList<string> list)
    {
        list = [];
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.EnumerateArray().Any(static item => item.ValueKind != JsonValueKind.String))
            {
                return false;
            }

            list = [.. document.RootElement.EnumerateArray().Select(static item => item.GetString()!)];
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
