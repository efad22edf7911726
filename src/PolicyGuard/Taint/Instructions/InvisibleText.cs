using System.Text;

namespace PolicyGuard.Taint.Instructions;

/// <summary>
/// Finds characters that are drawn as nothing where no writing system needs them: tag characters (U+E0000 block, which spell ASCII), runs of variation
/// selectors (which can carry bytes), runs of zero-width characters (which can carry bits), and overrides of direction, which show another text than is read
/// (Unicode TR 36, UTS 39; CVE-2021-42574). Emoji, their flags, and the joiners of Arabic and Indic scripts are left alone.
/// </summary>
internal static class InvisibleText
{
    /// <summary>A run of invisible characters.</summary>
    /// <param name="Start">Offset, in UTF-16 units.</param>
    /// <param name="Length">Length; 0 where there is none.</param>
    /// <param name="Kind">Which trick.</param>
    /// <param name="Text">What the characters spell, as far as we can decode them; else empty.</param>
    internal readonly record struct Run(int Start, int Length, InvisibleKind Kind, string Text)
    {
        public bool Spells => Text.Length > 0;
    }

    /// <summary>The first run at or after a place.</summary>
    public static Run Find(ReadOnlySpan<char> text, int from = 0)
    {
        for (var i = from; i < text.Length; i++)
        {
            var rest = text[i..];
            var next = rest.IndexOfAnyExceptInRange('\0', '\u00AC');
            if (next < 0)
            {
                return default;
            }

            i += next;
            if (Class(text, i, out _) is not { } kind)
            {
                continue;
            }

            var run = Read(text, i, kind);
            if (Counts(text, run, kind))
            {
                return run;
            }

            i = Math.Max(i, run.Start + run.Length - 1);
        }

        return default;
    }

    private static InvisibleKind? Class(ReadOnlySpan<char> text, int at, out int length)
    {
        length = 1;
        var c = text[at];
        if (char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
        {
            length = 2;
            return new Rune(c, text[at + 1]).Value switch
            {
                >= 0xE0000 and <= 0xE007F => InvisibleKind.Tags,
                >= 0xE0100 and <= 0xE01EF => InvisibleKind.Selectors,
                _ => null,
            };
        }

        return c switch
        {
            >= '\uFE00' and <= '\uFE0F' => InvisibleKind.Selectors,
            '\u202D' or '\u202E' => InvisibleKind.Override,
            '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\u2061' or '\u2062' or '\u2063' or '\u2064' or '\uFEFF' or '\u180E' or '\u00AD' or '\u3164' or '\uFFA0' or '\u115F' or '\u1160' => InvisibleKind.ZeroWidth,
            _ => null,
        };
    }

    private static Run Read(ReadOnlySpan<char> text, int start, InvisibleKind kind)
    {
        var spelled = new StringBuilder();
        var bytes = new List<byte>();
        var bits = new StringBuilder();
        var i = start;
        while (i < text.Length && Class(text, i, out var length) == kind)
        {
            var rune = length == 2 ? new Rune(text[i], text[i + 1]).Value : text[i];
            switch (kind)
            {
                case InvisibleKind.Tags when rune is >= 0xE0020 and <= 0xE007E: spelled.Append((char)(rune - 0xE0000)); break;
                case InvisibleKind.Selectors: bytes.Add((byte)(rune >= 0xE0100 ? rune - 0xE0100 + 16 : rune - 0xFE00)); break;
                case InvisibleKind.ZeroWidth when rune is 0x200B or 0x200C or 0x200D: bits.Append(rune == 0x200B ? '0' : '1'); break;
            }

            i += length;
        }

        var decoded = kind switch
        {
            InvisibleKind.Tags => spelled.ToString(),
            InvisibleKind.Selectors => Readable(bytes),
            InvisibleKind.ZeroWidth when bits.Length >= 16 && bits.Length % 8 == 0 => Readable(Bytes(bits)),
            _ => "",
        };
        return new Run(start, i - start, kind, decoded);
    }

    // What honest text holds: a selector after its base, one joiner between letters or emoji, a flag of a region, a mark of byte order at the start.
    private static bool Counts(ReadOnlySpan<char> text, Run run, InvisibleKind kind) => kind switch
    {
        InvisibleKind.Override => true,
        InvisibleKind.Tags => !(run.Length <= 14 && run.Start >= 2 && text[(run.Start - 2)..run.Start] is "\uD83C\uDFF4"),
        InvisibleKind.Selectors => run.Length >= 3,
        _ => run.Length >= 3 || Peppered(text, run.Start),
    };

    // Letters of one word parted by characters of no width, again and again: what is searched for is not what is read.
    private static bool Peppered(ReadOnlySpan<char> text, int at)
    {
        var parted = 0;
        for (var i = at; i > 0 && i < Math.Min(text.Length - 1, at + 48); i++)
        {
            parted += text[i] is '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF' && char.IsAsciiLetter(text[i - 1]) && char.IsAsciiLetter(text[i + 1]) ? 1 : 0;
        }

        return parted >= 3;
    }

    private static List<byte> Bytes(StringBuilder bits)
    {
        var bytes = new List<byte>();
        for (var i = 0; i + 8 <= bits.Length; i += 8)
        {
            bytes.Add(Convert.ToByte(bits.ToString(i, 8), 2));
        }

        return bytes;
    }

    private static string Readable(List<byte> bytes)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
            return text.All(static c => c is >= ' ' and not '\u007f' or '\n') ? text : "";
        }
        catch (ArgumentException)
        {
            return "";
        }
    }
}
