using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PolicyGuard.Governance.Policies;

/// <summary>Documents of stored policies, rewritten without touching what they say.</summary>
internal static class StoredJson
{
    // For eyes, not for web pages: umlauts and `<` stay readable.
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document, with its <c>enabled</c> as given.</summary>
    public static string WithEnabled(string json, bool enabled)
    {
        using var document = JsonDocument.Parse(json);
        return Write(Plain, writer =>
        {
            writer.WriteStartObject();
            foreach (var member in document.RootElement.EnumerateObject().Where(static m => !m.NameEquals("enabled")))
            {
                member.WriteTo(writer);
            }

            writer.WriteBoolean("enabled", enabled);
            writer.WriteEndObject();
        });
    }

    /// <summary>The document as a file: indented, and closed by a line break.</summary>
    public static string AsFile(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Write(Indented, document.RootElement.WriteTo) + "\n";
    }

    private static string Write(JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
