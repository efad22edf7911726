using System.Globalization;
using System.Text;

namespace PolicyGuard.Taint.Flow.Values;

/// <summary>Text as it is compared: NFKC, without characters that nobody sees.</summary>
internal static class Cleaned
{
    /// <summary>The text in compatibility form, without format characters and controls other than blanks; the same object where nothing changes.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        string folded;
        try
        {
            folded = text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair: what cannot be normalised is compared as it stands.
            folded = text;
        }

        var clean = new StringBuilder(folded.Length);
        foreach (var c in folded)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.NonSpacingMark) || c is '\n' or '\t' or '\r')
            {
                clean.Append(c is '\u2019' or '\u2018' ? '\'' : c is '\u201C' or '\u201D' ? '"' : c);
            }
        }

        return clean.ToString();
    }
}
