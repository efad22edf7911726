using System.Globalization;
using System.Text;

namespace PolicyGuard.Taint.ToolScan;

/// <summary>A short piece of a definition that is safe to show: secrets masked, invisible and control characters as code points.</summary>
internal static class Excerpt
{
    private const int Longest = 160;
    private static readonly Scanner Secrets = new();

    public static string Of(string text, int start, int length)
    {
        start = Math.Clamp(start, 0, text.Length);
        var piece = text.Substring(start, Math.Min(Math.Min(length, Longest), text.Length - start));
        var shown = Visible(Redactor.Mask(piece, Secrets.ScanText(piece)));
        return length > Longest ? shown + "…" : shown;
    }

    /// <summary>A text in which every character can be seen: what is drawn as nothing, controls and directions become <c>&lt;U+200B&gt;</c>.</summary>
    public static string Visible(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t')
            {
                shown.Append(' ');
            }
            else if (Instructions.Folding.IsInvisible(rune.Value) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
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
