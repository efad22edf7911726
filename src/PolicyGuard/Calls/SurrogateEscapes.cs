using System.Globalization;

namespace PolicyGuard.Calls;

/// <summary>Finds <c>\ud800</c>-like escapes that are half a pair. Parsers replace, drop or refuse them, each in its own way.</summary>
internal static class SurrogateEscapes
{
    /// <summary>The place of the first escape that names half a pair, or −1. The text has well-formed escapes.</summary>
    public static int FirstLone(ReadOnlySpan<byte> escaped)
    {
        var i = 0;
        while (true)
        {
            var next = escaped[i..].IndexOf((byte)'\\');
            if (next < 0)
            {
                return -1;
            }

            i += next;
            if (escaped[i + 1] != (byte)'u')
            {
                i += 2;
                continue;
            }

            var unit = Unit(escaped, i);
            if (!char.IsSurrogate(unit))
            {
                i += 6;
                continue;
            }

            if (char.IsLowSurrogate(unit) || !char.IsLowSurrogate(Unit(escaped, i + 6)))
            {
                return i;
            }

            i += 12;
        }
    }

    // The UTF-16 unit that the escape at this place names; 0 where there is no such escape.
    private static char Unit(ReadOnlySpan<byte> escaped, int at) =>
        escaped.Length >= at + 6 && escaped[at] == (byte)'\\' && escaped[at + 1] == (byte)'u'
        && ushort.TryParse(escaped.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : '\0';
}
