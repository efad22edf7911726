using System.Globalization;
using System.Text;
using PolicyGuard.Text;

namespace PolicyGuard.Taint.Layers;

/// <summary>
/// What a character beyond ASCII is read as: nothing, the ASCII character that it is a form of (NFKC), or the one that it looks like. One array, so
/// that a text in another script costs a look-up per character.
/// </summary>
internal static class FoldTable
{
    // Blocks in which NFKC leads to ASCII: Latin-1, modifiers, superscripts, letter-like, enclosed, small, full width; mathematical letters apart.
    private static readonly (int From, int To)[] Blocks =
    [
        (0xA0, 0xFF), (0x2B0, 0x2E4), (0x1D2C, 0x1DBF), (0x2000, 0x20FF), (0x2100, 0x218F), (0x2460, 0x24FF), (0x2C7C, 0x2C7D), (0x3000, 0x3000), (0xFE30, 0xFE6F),
        (0xFF00, 0xFFEF),
    ];

    private const int MathFirst = 0x1D400;
    private const int MathLast = 0x1D7FF;
    private const int SquaredFirst = 0x1F100;
    private const int SquaredLast = 0x1F18F;

    private static readonly ushort[] Plane = new ushort[0x10000];
    private static readonly char[] Math = new char[MathLast - MathFirst + 1];

    // Capitals that look like others than their small letters do.
    private const string Capitals = "ΗH ΝN ΥY ΜM ΒB";

    static FoldTable()
    {
        for (var c = 0x80; c < 0x10000; c++)
        {
            Plane[c] = c is >= 0xD800 and <= 0xDFFF ? (ushort)0 : Make((char)c);
        }

        foreach (var (from, to) in Blocks)
        {
            for (var c = from; c <= to; c++)
            {
                if (Plane[c] == 0 && Compatible(new Rune(c)) is { } ascii)
                {
                    Plane[c] = (ushort)(((int)Fold.Compatibility << 8) | ascii);
                }
            }
        }

        foreach (var pair in Capitals.Split(' '))
        {
            Plane[pair[0]] = (ushort)(((int)Fold.Lookalike << 8) | pair[1]);
        }

        for (var c = MathFirst; c <= MathLast; c++)
        {
            Math[c - MathFirst] = Compatible(new Rune(c)) ?? '\0';
        }
    }

    /// <summary>How a character is read.</summary>
    public enum Fold
    {
        /// <summary>As it is.</summary>
        Same,

        /// <summary>Not at all: it is drawn as nothing.</summary>
        Nothing,

        /// <summary>As the ASCII character of which it is a form.</summary>
        Compatibility,

        /// <summary>As the ASCII letter that it looks like.</summary>
        Lookalike,
    }

    /// <summary>How a character is read, and as what.</summary>
    public static Fold Of(int rune, out char folded)
    {
        folded = '\0';
        switch (rune)
        {
            case < 0x10000:
                folded = (char)(Plane[rune] & 0xFF);
                return (Fold)(Plane[rune] >> 8);
            case >= MathFirst and <= MathLast:
                folded = Math[rune - MathFirst];
                return folded == '\0' ? Fold.Same : Fold.Compatibility;
            case >= SquaredFirst and <= SquaredLast when Compatible(new Rune(rune)) is { } ascii:
                folded = ascii;
                return Fold.Compatibility;
            case >= 0xE0020 and <= 0xE007E:
                // Tag characters mirror ASCII: whoever writes with them wants to be read by machines only.
                folded = (char)(rune - 0xE0000);
                return Fold.Compatibility;
            default:
                return rune is >= 0xE0000 and <= 0xE0FFF ? Fold.Nothing : Fold.Same;
        }
    }

    private static ushort Make(char c)
    {
        if (IsNothing(c))
        {
            return (int)Fold.Nothing << 8;
        }

        var lower = char.ToLowerInvariant(c);
        if (Lookalikes.Of(lower) is not { Length: 1 } alike)
        {
            return 0;
        }

        return (ushort)(((int)Fold.Lookalike << 8) | (lower == c ? alike[0] : char.ToUpperInvariant(alike[0])));
    }

    // Format characters and what Default_Ignorable_Code_Point adds to them; the byte order mark, too.
    private static bool IsNothing(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.Format
        || c is '\u034F' or '\u115F' or '\u1160' or '\u17B4' or '\u17B5' or (>= '\u180B' and <= '\u180F') or '\u2800' or '\u3164' or (>= '\uFE00' and <= '\uFE0F') or '\uFFA0';

    private static char? Compatible(Rune rune) =>
        rune.ToString().Normalize(NormalizationForm.FormKC) is { Length: 1 } form && form[0] < 0x80 ? form[0] : null;
}
