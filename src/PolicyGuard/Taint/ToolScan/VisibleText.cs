using System.Globalization;
using System.Text;
using PolicyGuard.Taint.Instructions;

namespace PolicyGuard.Taint.ToolScan;

/// <summary>Makes a text in which every character can be seen.</summary>
public static class VisibleText
{
    /// <summary>The text; what is drawn as nothing, controls and directions become <c>&lt;U+200B&gt;</c>, line ends a blank.</summary>
    public static string Of(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t')
            {
                shown.Append(' ');
            }
            else if (Folding.IsInvisible(rune.Value) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                shown.Append(CultureInfo.InvariantCulture, $"<U+{rune.Value:X4}>");
            }
            else
            {
                shown.Append(rune.ToString());
            }
        }

        return shown.ToString();
    }
}
