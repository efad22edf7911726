using System.Buffers;
using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint;

/// <summary>Writes a JSON value with its findings masked. Masks whole hits; where a member's name or a number is hit, the whole of it.</summary>
public static class Redactor
{
    /// <summary>The value with each finding replaced by its excerpt.</summary>
    /// <param name="value">The value in which the findings were found.</param>
    /// <param name="findings">Pointers must be those of <see cref="Scanner"/> on the same value.</param>
    public static JsonElement Redact(JsonElement value, IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return value;
        }

        // A scan that stopped at its bound may have left something behind; then no part of the value is shown.
        if (findings.Count >= Scanner.MaxFindings)
        {
            return JsonDocument.Parse("\"[withheld: too many findings]\"").RootElement;
        }

        var byPointer = findings.ToLookup(f => f.Pointer, StringComparer.Ordinal);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, value, "", byPointer);
        }

        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, string pointer, ILookup<string, Finding> findings)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                var masked = 0;
                foreach (var member in value.EnumerateObject())
                {
                    var child = $"{pointer}/{JsonPath.Escape(member.Name)}";
                    // Names stay unique: two masked ones in one object are numbered.
                    writer.WritePropertyName(findings[child + "#key"].Any() ? $"[masked name {++masked}]" : member.Name);
                    Write(writer, member.Value, child, findings);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item, $"{pointer}/{index++}", findings);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when findings[pointer].Any():
                writer.WriteStringValue(Mask(value.GetString()!, findings[pointer]));
                break;
            case JsonValueKind.Number when findings[pointer].Any():
                writer.WriteStringValue(findings[pointer].First().Excerpt);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>A text with the findings of <see cref="Scanner.ScanText(string)"/> masked.</summary>
    public static string Mask(string text, IEnumerable<Finding> findings)
    {
        var result = new System.Text.StringBuilder();
        var done = 0;
        foreach (var finding in findings.OrderBy(f => f.Start).ThenByDescending(f => f.Length))
        {
            var end = finding.Start + finding.Length;
            if (finding.Start >= done)
            {
                result.Append(text, done, finding.Start - done).Append(finding.Excerpt);
            }

            done = Math.Max(done, end);
        }

        return result.Append(text, done, text.Length - done).ToString();
    }
}
