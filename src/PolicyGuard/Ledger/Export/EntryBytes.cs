using System.Text.Json;
using System.Text.Unicode;

namespace PolicyGuard.Ledger.Export;

/// <summary>Looks at the bytes of an entry before they are passed on as they are: who can write the database can put anything there.</summary>
internal static class EntryBytes
{
    // Four times as deep as a message may be. A document's parsing takes the square of the depth, so there is a bound; what is deeper was not
    // written by us and is told as unreadable.
    internal static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1024 };

    /// <summary>Whether the bytes are one JSON object on one line, so that they can stand within another.</summary>
    internal static bool IsOneObject(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != '{' || json.ContainsAny((byte)'\n', (byte)'\r') || !Utf8.IsValid(json))
        {
            return false;
        }

        // The reader keeps one bit for each level, so here depth costs nothing.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
