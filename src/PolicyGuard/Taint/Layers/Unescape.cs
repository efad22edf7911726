using System.Buffers;
using System.Globalization;
using System.Text;

namespace PolicyGuard.Taint.Layers;

/// <summary>
/// Reads characters that are written in another way, all kinds in one pass: percent escapes (RFC 3986), escapes of JSON, C and JavaScript, entities
/// of HTML, invisible characters, compatibility forms such as full width, and letters that look like ASCII ones.
/// </summary>
internal static class Unescape
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        [.. Enumerable.Range(0, 128).Select(static i => (char)i).Where(static c => c is not ('%' or '\\' or '&'))]);

    private static readonly string?[] Names = new string?[64];

    private static readonly (string Name, char Value)[] Entities =
    [
        ("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("apos;", '\''), ("nbsp;", ' '), ("shy;", '\u00AD'), ("lowbar;", '_'), ("hyphen;", '-'),
        ("dash;", '-'), ("colon;", ':'), ("sol;", '/'), ("equals;", '='), ("plus;", '+'), ("period;", '.'), ("comma;", ','), ("commat;", '@'), ("num;", '#'),
        ("percnt;", '%'), ("bsol;", '\\'), ("ZeroWidthSpace;", '\u200B'), ("NoBreak;", '\u2060'), ("zwj;", '\u200D'), ("zwnj;", '\u200C'), ("Tab;", '\t'), ("NewLine;", '\n'),
    ];

    private enum Kind
    {
        Percent,
        Escapes,
        Entities,
        Invisible,
        Compatibility,
        Lookalikes,
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="to">Where the text goes that it stands for.</param>
    /// <returns>Whether anything was written in another way.</returns>
    public static bool Read(ReadOnlySpan<char> text, Decoded to)
    {
        var kinds = 0;
        var beside = Decoded.Mark.Same;
        for (var i = 0; i < text.Length;)
        {
            var run = text[i..].IndexOfAnyExcept(Plain);
            run = run < 0 ? text.Length - i : run;
            to.Copy(text.Slice(i, run), i, beside);
            beside = run > 0 ? Decoded.Mark.Same : beside;
            i += run;
            if (i == text.Length)
            {
                break;
            }

            var length = text[i] switch
            {
                '%' => Percent(text[i..], to, i, ref kinds),
                '\\' => Backslash(text[i..], to, i, ref kinds),
                '&' => Entity(text[i..], to, i, ref kinds),
                _ => Beyond(text[i..], to, i, ref kinds, ref beside),
            };
            if (length == 0)
            {
                to.Copy(text.Slice(i, 1), i);
                length = 1;
            }

            i += length;
        }

        if (kinds != 0)
        {
            to.Name(Names[kinds] ??= string.Join('+', Enum.GetValues<Kind>().Where(k => (kinds & (1 << (int)k)) != 0).Select(static k => k.ToString().ToLowerInvariant())));
        }

        return kinds != 0;
    }

    private static int Percent(ReadOnlySpan<char> text, Decoded to, int start, ref int kinds)
    {
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        while (count < 4 && Hex(text, (3 * count) + 1, 2) is var value and >= 0 && text[3 * count] == '%')
        {
            bytes[count++] = (byte)value;
        }

        return Bytes(bytes[..count], 3, to, start, Kind.Percent, ref kinds);
    }

    // Bytes that are one character in UTF-8; one that is none stands for itself, as in Latin-1.
    private static int Bytes(ReadOnlySpan<byte> bytes, int width, Decoded to, int start, Kind kind, ref int kinds)
    {
        if (bytes.IsEmpty)
        {
            return 0;
        }

        if (Rune.DecodeFromUtf8(bytes, out var rune, out var used) != OperationStatus.Done)
        {
            (rune, used) = (new Rune((char)bytes[0]), 1);
        }

        Put(rune, to, start, start + (used * width), kind, ref kinds);
        return used * width;
    }

    private static int Backslash(ReadOnlySpan<char> text, Decoded to, int start, ref int kinds)
    {
        switch (text.Length > 1 ? text[1] : '\0')
        {
            case 'x':
                Span<byte> bytes = stackalloc byte[4];
                var count = 0;
                while (count < 4 && Hex(text, (4 * count) + 2, 2) is var value and >= 0 && text[4 * count] == '\\' && text[(4 * count) + 1] == 'x')
                {
                    bytes[count++] = (byte)value;
                }

                return Bytes(bytes[..count], 4, to, start, Kind.Escapes, ref kinds);
            case 'u' when Hex(text, 2, 4) is var unit and >= 0:
                if (char.IsHighSurrogate((char)unit) && text.Length >= 12 && text[6] == '\\' && text[7] == 'u' && Hex(text, 8, 4) is var low and >= 0 && char.IsLowSurrogate((char)low))
                {
                    Put(new Rune((char)unit, (char)low), to, start, start + 12, Kind.Escapes, ref kinds);
                    return 12;
                }

                return Put(unit, 6, to, start, Kind.Escapes, ref kinds);
            case 'u' when text.Length > 3 && text[2] == '{':
                var close = text[..Math.Min(text.Length, 10)].IndexOf('}');
                return close > 3 && Hex(text, 3, close - 3) is var point and >= 0 ? Put(point, close + 1, to, start, Kind.Escapes, ref kinds) : 0;
            case 'U' when Hex(text, 2, 8) is var wide and >= 0:
                return Put(wide, 10, to, start, Kind.Escapes, ref kinds);
            case >= '0' and <= '3':
                Span<byte> octal = stackalloc byte[4];
                var read = 0;
                while (read < 4 && Octal(text, 4 * read) is var value and >= 0)
                {
                    octal[read++] = (byte)value;
                }

                return Bytes(octal[..read], 4, to, start, Kind.Escapes, ref kinds);
            default:
                return 0;
        }
    }

    private static int Entity(ReadOnlySpan<char> text, Decoded to, int start, ref int kinds)
    {
        if (text.Length > 2 && text[1] == '#')
        {
            var hex = text[2] is 'x' or 'X';
            var (from, end, value) = (hex ? 3 : 2, hex ? 3 : 2, 0);
            for (; end < text.Length && end - from < 9 && (hex ? char.IsAsciiHexDigit(text[end]) : char.IsAsciiDigit(text[end])) && value <= 0x10FFFF; end++)
            {
                value = (value * (hex ? 16 : 10)) + HexValue(text[end]);
            }

            return end == from ? 0 : Put(value, end < text.Length && text[end] == ';' ? end + 1 : end, to, start, Kind.Entities, ref kinds);
        }

        foreach (var (name, value) in Entities)
        {
            if (text[1..].StartsWith(name, StringComparison.Ordinal))
            {
                return Put(value, name.Length + 1, to, start, Kind.Entities, ref kinds);
            }
        }

        return 0;
    }

    private static int Beyond(ReadOnlySpan<char> text, Decoded to, int start, ref int kinds, ref Decoded.Mark beside)
    {
        var length = text.Length > 1 && char.IsSurrogatePair(text[0], text[1]) ? 2 : 1;
        var rune = length == 2 ? char.ConvertToUtf32(text[0], text[1]) : text[0];
        switch (FoldTable.Of(rune, out var folded))
        {
            case FoldTable.Fold.Nothing:
                to.Touch(Decoded.Mark.Concealed);
                beside = Decoded.Mark.Concealed;
                kinds |= 1 << (int)Kind.Invisible;
                return length;
            case FoldTable.Fold.Compatibility:
                to.Add(folded, start, start + length, Concealing(folded));
                kinds |= 1 << (int)Kind.Compatibility;
                return length;
            case FoldTable.Fold.Lookalike:
                to.Add(folded, start, start + length, Concealing(folded));
                kinds |= 1 << (int)Kind.Lookalikes;
                return length;
            default:
                to.Copy(text[..length], start);
                return length;
        }
    }

    private static int Put(int value, int length, Decoded to, int start, Kind kind, ref int kinds)
    {
        // Half of a surrogate pair and what lies beyond Unicode stand for nothing.
        if (!Rune.IsValid(value))
        {
            return 0;
        }

        Put(new Rune(value), to, start, start + length, kind, ref kinds);
        return length;
    }

    private static void Put(Rune rune, Decoded to, int start, int end, Kind kind, ref int kinds)
    {
        kinds |= 1 << (int)kind;
        Span<char> units = stackalloc char[2];
        var count = rune.EncodeToUtf16(units);
        for (var i = 0; i < count; i++)
        {
            to.Add(units[i], start, end, Concealing(units[i]));
        }
    }

    // Letters and digits never need to be escaped.
    private static Decoded.Mark Concealing(char c) => char.IsAsciiLetterOrDigit(c) ? Decoded.Mark.Concealed : Decoded.Mark.Changed;

    private static int Hex(ReadOnlySpan<char> text, int at, int count)
    {
        if (at + count > text.Length)
        {
            return -1;
        }

        return int.TryParse(text.Slice(at, count), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : -1;
    }

    private static int HexValue(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;

    // Three octal digits behind a backslash.
    private static int Octal(ReadOnlySpan<char> text, int at) =>
        at + 4 <= text.Length && text[at] == '\\' && text[at + 1] is >= '0' and <= '3' && text[at + 2] is >= '0' and <= '7' && text[at + 3] is >= '0' and <= '7'
            ? ((text[at + 1] - '0') * 64) + ((text[at + 2] - '0') * 8) + text[at + 3] - '0'
            : -1;
}
