using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PolicyGuard.Cli.Terminal;

/// <summary>Writes JSON to standard output, as UTF-8 whatever the console's own encoding is.</summary>
internal static class JsonOut
{
    // For eyes and scripts, not for web pages: `<` and umlauts stay readable.
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one indented document and a line break.</summary>
    public static void Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            write(json);
        }

        using var output = Console.OpenStandardOutput();
        output.Write(buffer.WrittenSpan);
        output.Write("\n"u8);
    }
}
