using System.Text;
using System.Text.Json;

namespace PolicyGuard.Taint.Masking;

/// <summary>A text that is a JSON object or list itself, as many tools answer.</summary>
internal static class NestedJson
{
    /// <summary>Its bytes; null where the text is something else.</summary>
    public static byte[]? Read(string text)
    {
        var from = text.AsSpan().TrimStart();
        if (from.Length < 2 || from[0] is not ('{' or '['))
        {
            return null;
        }

        var utf8 = Encoding.UTF8.GetBytes(text);
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 64 });
            while (reader.Read())
            {
            }

            return utf8;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
