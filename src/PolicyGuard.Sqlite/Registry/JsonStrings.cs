using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>Lists of strings as JSON arrays in a column.</summary>
internal static class JsonStrings
{
    internal static string Write(ImmutableArray<string> values)
    {
        if (values.IsDefaultOrEmpty)
        {
            return "[]";
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <exception cref="SqliteError">The column holds something else: another hand wrote it, and an empty list would mean no
    /// restriction.</exception>
    internal static ImmutableArray<string> Read(string json)
    {
        if (json == "[]")
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return
            [
                .. document.RootElement.EnumerateArray().Select(item => item.GetString() ?? throw new InvalidOperationException("null in a list")),
            ];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new SqliteError(Codes.Corrupt, 0, $"a list of tools is not a JSON array of strings: {e.Message}");
        }
    }
}
