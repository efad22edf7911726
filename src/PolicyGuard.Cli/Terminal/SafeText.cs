using System.Globalization;
using System.Text;

namespace PolicyGuard.Cli.Terminal;

/// <summary>
/// Makes text that others chose fit for a terminal: control sequences, line breaks and invisible or reordering characters appear as
/// <c>\u001B</c>, so that a tool's name can neither move the cursor nor forge a line.
/// </summary>
internal static class SafeText
{
    /// <summary>The text with everything that does not print spelled out, cut at a length.</summary>
    public static string Of(string text, int longest = int.MaxValue)
    {
        if (text.Length <= longest && text.All(static c => c is >= ' ' and < '\u007f'))
        {
            return text;
        }

        var result = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (result.Length >= longest)
            {
                return result.Append('…').ToString();
            }

            if (!Prints(rune))
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            }
            else
            {
                result.Append(rune.ToString());
            }
        }

        return result.ToString();
    }

    /// <summary>Whether a character shows itself and does nothing else.</summary>
    public static bool Prints(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
