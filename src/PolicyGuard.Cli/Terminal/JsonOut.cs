using System.Buffers;
using System.Globalization;
using System.Text;
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
        output.Write(Printable(buffer.WrittenSpan));
        output.Write("\n"u8);
    }

    /// <summary>
    /// The same JSON with every character that a terminal obeys, or that people do not see, written as an escape: arguments and definitions
    /// are others' words. Such characters stand in strings only, so the value stays what it is.
    /// </summary>
    internal static ReadOnlySpan<byte> Printable(ReadOnlySpan<byte> json)
    {
        if (!json.ContainsAnyExceptInRange((byte)0, (byte)0x7E))
        {
            return json;
        }

        var result = new StringBuilder();
        Span<char> units = stackalloc char[2];
        foreach (var rune in Encoding.UTF8.GetString(json).EnumerateRunes())
        {
            if (rune.Value >= 0x7F && !SafeText.Prints(rune))
            {
                foreach (var unit in units[..rune.EncodeToUtf16(units)])
                {
                    result.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
                }
            }
            else
            {
                result.Append(rune.ToString());
            }
        }

        return Encoding.UTF8.GetBytes(result.ToString());
    }
}
