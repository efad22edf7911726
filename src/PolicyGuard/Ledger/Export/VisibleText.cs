using System.Globalization;
using System.Text;

namespace PolicyGuard.Ledger.Export;

/// <summary>
/// Spells out what does not show itself: controls, line and paragraph separators, and invisible or reordering characters become
/// <c>\u000A</c>. No line and no field can then end where the text's author wished.
/// </summary>
public static class VisibleText
{
    /// <summary>The text with everything spelled out that does not show itself.</summary>
    public static string Of(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Shows(rune))
            {
                result.Append(rune.ToString());
            }
            else
            {
                Escape(result, rune);
            }
        }

        return result.ToString();
    }

    /// <summary>At most so many characters; what is cut ends with an ellipsis.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">At least 3.</param>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1;
        return text[..end] + "…";
    }

    internal static void Escape(StringBuilder result, Rune rune) => result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");

    internal static bool Shows(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
}
