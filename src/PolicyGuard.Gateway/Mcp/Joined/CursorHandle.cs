using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace PolicyGuard.Gateway.Mcp.Joined;

/// <summary>
/// Cursors on the joined endpoint: the cursor of every upstream that has more, by upstream, as base64url of a JSON object. Nothing is
/// remembered here between two pages.
/// </summary>
internal static class CursorHandle
{
    /// <summary>The handle.</summary>
    /// <param name="cursors">By upstream name.</param>
    public static string Show(IReadOnlyDictionary<string, string> cursors)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (upstream, cursor) in cursors)
            {
                json.WriteString(upstream, cursor);
            }

            json.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }

    /// <summary>The cursors, by upstream name; null where the text is no handle.</summary>
    public static Dictionary<string, string>? Find(string handle)
    {
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(handle), new JsonDocumentOptions { MaxDepth = 2, AllowDuplicateProperties = false });
            return document.RootElement.ValueKind != JsonValueKind.Object || document.RootElement.EnumerateObject().Any(m => m.Value.ValueKind != JsonValueKind.String)
                ? null
                : document.RootElement.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetString()!, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is FormatException or JsonException or DecoderFallbackException or InvalidOperationException)
        {
            return null;
        }
    }
}
