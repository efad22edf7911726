using System.Text;
using System.Text.Unicode;

namespace PolicyGuard.Taint.Layers;

/// <summary>Turns base64 and hex into bytes, and says whether bytes are text. Padding, line ends and the choice of alphabet do not matter (RFC 4648).</summary>
internal static class BlobText
{
    private const int HeadCharacters = 32;
    private const int FewestBytesBeyondAscii = 16;
    private const int ShortestString = 16;

    /// <summary>Decodes base64 of either alphabet; what is in neither is left out.</summary>
    public static int Base64(ReadOnlySpan<char> from, Span<byte> to)
    {
        var (bits, held, count) = (0u, 0, 0);
        foreach (var c in from)
        {
            var value = c switch
            {
                >= 'A' and <= 'Z' => c - 'A',
                >= 'a' and <= 'z' => c - 'a' + 26,
                >= '0' and <= '9' => c - '0' + 52,
                '+' or '-' => 62,
                '/' or '_' => 63,
                _ => -1,
            };
            if (value < 0)
            {
                continue;
            }

            bits = (bits << 6) | (uint)value;
            held += 6;
            if (held >= 8)
            {
                held -= 8;
                to[count++] = (byte)(bits >> held);
            }
        }

        return count;
    }

    /// <summary>Decodes hex; an odd digit at the end is left out.</summary>
    public static int Hex(ReadOnlySpan<char> from, Span<byte> to)
    {
        for (var i = 0; i < from.Length / 2; i++)
        {
            to[i] = (byte)((Digit(from[2 * i]) << 4) | Digit(from[(2 * i) + 1]));
        }

        return from.Length / 2;
    }

    /// <summary>Whether the beginning of base64 is text. Of drawn bytes, one in a hundred thousand is.</summary>
    public static bool HeadIsText(ReadOnlySpan<char> base64)
    {
        Span<byte> head = stackalloc byte[HeadCharacters];
        var bytes = head[..Base64(base64[..Math.Min(HeadCharacters, base64.Length)], head)];
        return IsText(bytes, cut: base64.Length > HeadCharacters) || IsUtf16(bytes);
    }

    /// <summary>Whether the beginning of hex is text.</summary>
    public static bool HexHeadIsText(ReadOnlySpan<char> hex)
    {
        Span<byte> head = stackalloc byte[HeadCharacters];
        var bytes = head[..Hex(hex[..Math.Min(2 * HeadCharacters, hex.Length)], head)];
        return IsText(bytes, cut: hex.Length > 2 * HeadCharacters) || IsUtf16(bytes);
    }

    /// <summary>Whether bytes are UTF-8 without control characters.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="cut">Whether more follow, so that the last character may be incomplete.</param>
    public static bool IsText(ReadOnlySpan<byte> bytes, bool cut)
    {
        foreach (var b in bytes)
        {
            if (b is 127 or < 32 and not (9 or 10 or 13))
            {
                return false;
            }
        }

        if (Ascii.IsValid(bytes))
        {
            return true;
        }

        for (var less = 0; cut && less < 3 && bytes.Length > 0 && !Utf8.IsValid(bytes); less++)
        {
            bytes = bytes[..^1];
        }

        return bytes.Length >= FewestBytesBeyondAscii && Utf8.IsValid(bytes);
    }

    /// <summary>
    /// Whether bytes begin as UTF-16, little end first: the upper halves of its units are those of one or two alphabets, which those of drawn bytes
    /// and of UTF-8 never are.
    /// </summary>
    public static bool IsUtf16(ReadOnlySpan<byte> bytes)
    {
        const int FewestUnits = 6;
        const int MostAlphabets = 3;
        if (bytes.Length < 2 * FewestUnits)
        {
            return false;
        }

        Span<byte> uppers = stackalloc byte[MostAlphabets];
        var count = 0;
        for (var i = 1; i < 2 * FewestUnits; i += 2)
        {
            if (bytes[i] == 0 && bytes[i - 1] is 127 or < 32 and not (9 or 10 or 13))
            {
                return false;
            }

            if (uppers[..count].Contains(bytes[i]))
            {
                continue;
            }

            if (count == MostAlphabets)
            {
                return false;
            }

            uppers[count++] = bytes[i];
        }

        return uppers[..count].ContainsAny((byte)0, (byte)0x20, (byte)0xFF);
    }

    /// <summary>Keeps of bytes the printable runs of sixteen and more, each on a line, as others do to look into a binary.</summary>
    /// <returns>How many bytes are left, in place.</returns>
    public static int Strings(Span<byte> bytes)
    {
        var (count, start) = (0, 0);
        for (var i = 0; i <= bytes.Length; i++)
        {
            if (i < bytes.Length && bytes[i] is >= 32 and < 127)
            {
                continue;
            }

            if (i - start >= ShortestString)
            {
                bytes[start..i].CopyTo(bytes[count..]);
                count += i - start;
                if (count < bytes.Length)
                {
                    bytes[count++] = (byte)'\n';
                }
            }

            start = i + 1;
        }

        return count;
    }

    private static int Digit(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
