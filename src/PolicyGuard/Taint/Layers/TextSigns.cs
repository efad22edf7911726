using System.Buffers;

namespace PolicyGuard.Taint.Layers;

/// <summary>
/// Looks at a text for the signs of layers and for the cues of detectors: each with a vectorised search that most texts pass at memory speed, and
/// runs by looking at every sixteenth byte, since none that is long enough can lie between two of them.
/// </summary>
internal static class TextSigns
{
    /// <summary>The shortest run that is tried as base64 or hex, in characters.</summary>
    public const int ShortestBlob = 16;

    /// <summary>The fewest single characters in a row that count as spaced.</summary>
    public const int FewestSpaced = 8;

    private const int FewestDigits = 6;
    private const int WidestGap = 3;
    private const int WidestGlue = 12;

    private static readonly SearchValues<byte> Run = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_="u8);
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);
    private static readonly SearchValues<byte> Quotes = SearchValues.Create("\"'`"u8);
    private static readonly SearchValues<byte> Glue = SearchValues.Create(" \t\r\n+.,&|~<>()[]{}$\\"u8);
    private static readonly SearchValues<byte> Separators = SearchValues.Create(" .-_,|/*:;\t\n"u8);

    /// <summary>The signs and the cues.</summary>
    public static Signs Of(ReadOnlySpan<byte> text, out Cues cues)
    {
        cues = Cues.None;
        if (text.Contains((byte)'@'))
        {
            cues |= Cues.At;
        }

        if (text.ContainsAny(Digits))
        {
            cues |= Cues.Digit | (HasDigits(text) ? Cues.Digits : Cues.None);
        }

        var signs = Signs.None;
        if (!System.Text.Ascii.IsValid(text))
        {
            cues |= Cues.NonAscii;
            signs |= Signs.Escaped;
        }
        else if (HasEscape(text, (byte)'%') || HasEscape(text, (byte)'\\') || HasEscape(text, (byte)'&'))
        {
            signs |= Signs.Escaped;
        }

        if (text.Length < ShortestBlob)
        {
            return signs;
        }

        if (HasRun(text))
        {
            signs |= Signs.Blob;
            cues |= Cues.Long;
        }

        if (HasSpaced(text))
        {
            signs |= Signs.Spaced;
        }

        if (HasChunks(text))
        {
            signs |= Signs.Chunked;
        }

        return HasLiterals(text) ? signs | Signs.Literals : signs;
    }

    // `%41`, `\u0041`, `&#65;`: the mark and what may follow it.
    private static bool HasEscape(ReadOnlySpan<byte> text, byte mark)
    {
        for (var rest = text; rest.IndexOf(mark) is var at and >= 0 && at + 2 < rest.Length;)
        {
            rest = rest[(at + 1)..];
            var next = rest[0];
            if (mark switch
            {
                (byte)'%' => char.IsAsciiHexDigit((char)next) && char.IsAsciiHexDigit((char)rest[1]),
                (byte)'\\' => next is (byte)'u' or (byte)'x' or (byte)'U' or (>= (byte)'0' and <= (byte)'7'),
                _ => next == (byte)'#' || char.IsAsciiLetter((char)next),
            })
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasRun(ReadOnlySpan<byte> text)
    {
        for (var i = ShortestBlob - 1; i < text.Length; i += ShortestBlob)
        {
            if (!Run.Contains(text[i]))
            {
                continue;
            }

            var start = i;
            while (start > 0 && i - start < ShortestBlob && Run.Contains(text[start - 1]))
            {
                start--;
            }

            var end = i + 1;
            while (end < text.Length && end - start < ShortestBlob && Run.Contains(text[end]))
            {
                end++;
            }

            if (end - start >= ShortestBlob)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasSpaced(ReadOnlySpan<byte> text)
    {
        // Of any eight characters of a spaced run, either the first or the second is a separator, and so is every second one after it.
        for (var i = 0; i + 10 < text.Length; i += FewestSpaced)
        {
            if (IsSpaced(text, i) || IsSpaced(text, i + 1))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSpaced(ReadOnlySpan<byte> text, int i) => text[i] == text[i + 2] && text[i] == text[i + 4] && text[i] == text[i + 6] && text[i] == text[i + 8]
        && text[i] != text[i + 1] && text[i] != text[i + 3] && Separators.Contains(text[i]);

    // A line without blanks whose neighbour begins and ends without one either.
    private static bool HasChunks(ReadOnlySpan<byte> text)
    {
        for (var rest = text; rest.IndexOf((byte)'\n') is var at and >= 0;)
        {
            var before = at > 0 && rest[at - 1] == '\r' ? at - 2 : at - 1;
            var joins = before >= 0 && rest[before] > ' ';
            rest = rest[(at + 1)..];
            if (joins && rest.Length > 0 && rest[0] > ' ')
            {
                var blank = rest.IndexOfAnyInRange((byte)0, (byte)' ');
                if (blank < 0 || rest[blank] is (byte)'\n' or (byte)'\r')
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool HasLiterals(ReadOnlySpan<byte> text)
    {
        var last = text.IndexOfAny(Quotes);
        while (last >= 0 && last + 1 < text.Length)
        {
            var next = text[(last + 1)..].IndexOfAny(Quotes);
            if (next < 0)
            {
                return false;
            }

            if (next is >= 1 and <= WidestGlue && !text.Slice(last + 1, next).ContainsAnyExcept(Glue))
            {
                return true;
            }

            last += next + 1;
        }

        return false;
    }

    private static bool HasDigits(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length;)
        {
            var at = text[i..].IndexOfAny(Digits);
            if (at < 0)
            {
                return false;
            }

            i += at;
            var (count, gap) = (0, 0);
            for (; i < text.Length && gap <= WidestGap; i++)
            {
                if (Digits.Contains(text[i]))
                {
                    gap = 0;
                    if (++count == FewestDigits)
                    {
                        return true;
                    }
                }
                else if (text[i] is (byte)' ' or (byte)'.' or (byte)'-' or (byte)'/' or (byte)'(' or (byte)')' or >= 0x80)
                {
                    // The second and later bytes of a character are not counted again.
                    gap += text[i] is >= 0x80 and < 0xC0 ? 0 : 1;
                }
                else
                {
                    break;
                }
            }
        }

        return false;
    }
}
