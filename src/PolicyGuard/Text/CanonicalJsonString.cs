using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PolicyGuard.Text;

/// <summary>Strings as RFC 8785 section 3.2.2.2 writes them: the seven short escapes, <c>\u00xx</c> for other controls, the rest as it is.</summary>
internal static class CanonicalJsonString
{
    /// <summary>Writes the inside of a well-formed JSON string that has escapes.</summary>
    /// <exception cref="JsonException">An escape names half a surrogate pair.</exception>
    public static void Write(ReadOnlySpan<byte> raw, IBufferWriter<byte> output)
    {
        while (true)
        {
            var next = raw.IndexOf((byte)'\\');
            output.Write(next < 0 ? raw : raw[..next]);
            if (next < 0)
            {
                return;
            }

            raw = raw[next..];
            raw = raw[(raw[1] == (byte)'u' ? WriteUnicode(raw, output) : WriteShort(raw[1], output))..];
        }
    }

    // \/ is the one short escape that is not needed.
    private static int WriteShort(byte c, IBufferWriter<byte> output)
    {
        output.Write(c == (byte)'/' ? [c] : [(byte)'\\', c]);
        return 2;
    }

    private static int WriteUnicode(ReadOnlySpan<byte> raw, IBufferWriter<byte> output)
    {
        var first = Unit(raw);
        if (Rune.TryCreate(first, out var rune))
        {
            WriteRune(rune, output);
            return 6;
        }

        if (raw.Length >= 12 && raw[6] == (byte)'\\' && raw[7] == (byte)'u' && Rune.TryCreate(first, Unit(raw[6..]), out rune))
        {
            WriteRune(rune, output);
            return 12;
        }

        throw new JsonException("half a surrogate pair has no canonical form");
    }

    private static void WriteRune(Rune rune, IBufferWriter<byte> output)
    {
        switch (rune.Value)
        {
            case '\b': output.Write("\\b"u8); break;
            case '\t': output.Write("\\t"u8); break;
            case '\n': output.Write("\\n"u8); break;
            case '\f': output.Write("\\f"u8); break;
            case '\r': output.Write("\\r"u8); break;
            case '"': output.Write("\\\""u8); break;
            case '\\': output.Write("\\\\"u8); break;
            case < 0x20:
                var hex = "0123456789abcdef"u8;
                output.Write([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', hex[rune.Value >> 4], hex[rune.Value & 15]]);
                break;
            default:
                output.Advance(rune.EncodeToUtf8(output.GetSpan(4)));
                break;
        }
    }

    private static char Unit(ReadOnlySpan<byte> escape) =>
        (char)ushort.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
