using System.Buffers.Text;
using System.Text;

namespace PolicyGuard.Taint;

/// <summary>Undoes the escapes of a JSON string (RFC 8259 §7). Half of a surrogate pair becomes U+FFFD, where the platform's reader would throw.</summary>
internal static class JsonText
{
    /// <summary>Undoes the escapes.</summary>
    /// <param name="raw">What stands between the quotes; well formed.</param>
    /// <param name="to">At least as long; may not overlap.</param>
    /// <returns>The length without escapes.</returns>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> to)
    {
        var count = 0;
        while (raw.IndexOf((byte)'\\') is var at and >= 0)
        {
            raw[..at].CopyTo(to[count..]);
            count += at;
            raw = raw[(at + 1)..];
            if (raw[0] != 'u')
            {
                to[count++] = raw[0] switch
                {
                    (byte)'n' => (byte)'\n',
                    (byte)'t' => (byte)'\t',
                    (byte)'r' => (byte)'\r',
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    var c => c,
                };
                raw = raw[1..];
                continue;
            }

            var unit = (char)Unit(raw[1..]);
            raw = raw[5..];
            var rune = Rune.ReplacementChar;
            if (char.IsHighSurrogate(unit) && raw.Length >= 6 && raw[0] == '\\' && raw[1] == 'u' && char.IsLowSurrogate((char)Unit(raw[2..])))
            {
                rune = new Rune(unit, (char)Unit(raw[2..]));
                raw = raw[6..];
            }
            else if (!char.IsSurrogate(unit))
            {
                rune = new Rune(unit);
            }

            count += rune.EncodeToUtf8(to[count..]);
        }

        raw.CopyTo(to[count..]);
        return count + raw.Length;
    }

    private static ushort Unit(ReadOnlySpan<byte> digits) => Utf8Parser.TryParse(digits[..4], out ushort unit, out _, 'x') ? unit : (ushort)0xFFFD;
}
