using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace PolicyGuard.Ledger.Export;

/// <summary>
/// One JSON object a line: <c>index</c>, <c>leaf_hash</c> (lower-case hex) and <c>entry</c>, byte for byte as it is stored, because the hash is
/// over these bytes. What is no JSON object on one line, which only a hand in the database can make, stands as <c>entry_base64</c>.
/// </summary>
public sealed class JsonLinesFormat : IEntryFormat
{
    /// <inheritdoc/>
    public void WriteHeader(IBufferWriter<byte> output)
    {
        // Every line tells what it is.
    }

    /// <inheritdoc/>
    public void Write(StoredEntry entry, IBufferWriter<byte> output)
    {
        Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{{\"index\":{entry.Index},\"leaf_hash\":\"{Convert.ToHexStringLower(entry.LeafHash.Span)}\","), output);
        if (EntryBytes.IsOneObject(entry.Json.Span))
        {
            output.Write("\"entry\":"u8);
            output.Write(entry.Json.Span);
            output.Write("}\n"u8);
            return;
        }

        output.Write("\"entry_base64\":\""u8);
        var length = Base64.GetMaxEncodedToUtf8Length(entry.Json.Length);
        Base64.EncodeToUtf8(entry.Json.Span, output.GetSpan(Math.Max(1, length)), out _, out var written);
        output.Advance(written);
        output.Write("\"}\n"u8);
    }
}
