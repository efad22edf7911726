using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Cli.Terminal;

/// <summary>Shows whole entries: for people indented, with everything spelled out that a terminal obeys; or as JSON lines.</summary>
internal sealed class EntryPages(Stream output, bool json) : IDisposable
{
    // For eyes: `<` and umlauts stay readable.
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly BufferedStream _output = new(output, 1 << 16);
    private readonly JsonLinesFormat _lines = new();

    /// <summary>Writes one entry.</summary>
    public void Write(StoredEntry entry)
    {
        var buffer = new ArrayBufferWriter<byte>();
        if (json)
        {
            _lines.Write(entry, buffer);
            _output.Write(buffer.WrittenSpan);
            return;
        }

        _output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"entry {entry.Index}  leaf hash {Convert.ToHexStringLower(entry.LeafHash.Span)}\n")));
        try
        {
            using var document = JsonDocument.Parse(entry.Json);
            using (var writer = new Utf8JsonWriter(buffer, Indented))
            {
                document.RootElement.WriteTo(writer);
            }

            _output.Write(JsonOut.Printable(buffer.WrittenSpan));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            // Nested too deep to indent, or not what we write: as it is.
            _output.Write(Encoding.UTF8.GetBytes(SafeText.Of(Encoding.UTF8.GetString(entry.Json.Span))));
        }

        _output.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();
}
