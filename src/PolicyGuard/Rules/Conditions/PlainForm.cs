using System.Globalization;
using System.Text;

namespace PolicyGuard.Rules.Conditions;

/// <summary>The plain form of a value: rules look at a value as it was spelled, and in this form where it is another.</summary>
internal static class PlainForm
{
    /// <summary>Without what only hides a word: fullwidth and other compatibility letters, zero-width joints and other format characters.</summary>
    /// <exception cref="ArgumentException">The text is not Unicode.</exception>
    public static string OfText(ReadOnlySpan<char> text)
    {
        var wide = text.ToString().Normalize(NormalizationForm.FormKC);
        var result = new StringBuilder(wide.Length);
        foreach (var rune in wide.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
            {
                result.Append(rune.ToString());
            }
        }

        return result.ToString();
    }

    /// <summary>Without exponent and trailing zeros: <c>1e2</c> and <c>100.0</c> are <c>100</c>.</summary>
    public static string OfNumber(ReadOnlySpan<char> text)
    {
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number.ToString("0.############################", CultureInfo.InvariantCulture);
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var big) ? big.ToString("R", CultureInfo.InvariantCulture) : text.ToString();
    }
}
