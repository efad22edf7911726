using System.Text;

namespace PolicyGuard.Scan.Python;

/// <summary>Names as Python compares them: after NFKC (PEP 3131), so that <c>eval</c> in full-width letters is <c>eval</c>.</summary>
internal static class Identifiers
{
    public static bool Starts(char c) => char.IsAsciiLetter(c) || c == '_' || c > '\u007f' && (char.IsLetter(c) || char.IsSurrogate(c));

    public static bool Continues(char c) => Starts(c) || char.IsAsciiDigit(c) || c > '\u007f' && (char.IsDigit(c) || char.GetUnicodeCategory(c)
        is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark
        or System.Globalization.UnicodeCategory.ConnectorPunctuation or System.Globalization.UnicodeCategory.OtherNumber);

    public static string Of(ReadOnlySpan<char> written)
    {
        if (Ascii.IsValid(written))
        {
            return written.ToString();
        }

        // A lone surrogate cannot be normalised; no Python would read it either.
        var text = new StringBuilder();
        foreach (var rune in written.EnumerateRunes())
        {
            text.Append(rune.ToString());
        }

        return text.ToString().Normalize(NormalizationForm.FormKC);
    }
}
