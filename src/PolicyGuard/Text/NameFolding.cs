using System.Globalization;
using System.Text;

namespace PolicyGuard.Text;

/// <summary>Folds characters so that names which look alike compare alike. Used for names of calls and for the patterns they meet.</summary>
internal static class NameFolding
{
    // Cyrillic, Greek and Armenian letters that most fonts draw like an ASCII letter (a subset of Unicode TR 39 confusables, lower case).
    private const string Lookalikes =
        "аaвbсcеeһhіiјjкkмmнhоoрpтtуyхxѕsԁdԛqԝwӏlьbґrѡw" +
        "αaβbγyεeηnιiκkνvοoρpτtυuχxωwϲcϳj" +
        "օoսuոnհhցgքfյjաwզqեtլlսu" +
        "ıiɡgɩiʏyꞵbℓl";

    private static readonly Dictionary<char, char> Table = Build();

    static NameFolding()
    {
        // Without ICU, .NET's Normalize returns its input unchanged and every look-alike check would be void.
        if ("\uFB01".Normalize(NormalizationForm.FormKC) != "fi")
        {
            throw new PlatformNotSupportedException(
                "Unicode normalisation is not available: install ICU (libicu) and leave DOTNET_SYSTEM_GLOBALIZATION_INVARIANT unset");
        }
    }

    /// <summary>The folded text, or null where it holds a character that no name may carry.</summary>
    /// <param name="text">The text as written.</param>
    /// <param name="separators">Whether <c>-</c> and inner blanks become <c>_</c> (names), or stay (URIs).</param>
    /// <param name="fault">Why there is no folded form.</param>
    public static string? Fold(string text, bool separators, out string? fault)
    {
        fault = null;
        if (FirstForbidden(text) >= 0)
        {
            fault = Fault(text);
            return null;
        }

        var wide = text.Normalize(NormalizationForm.FormKD).Trim();
        if (FirstForbidden(wide) >= 0)
        {
            fault = Fault(wide);
            return null;
        }

        var result = new StringBuilder(wide.Length);
        foreach (var rune in wide.EnumerateRunes())
        {
            var lower = Rune.ToLowerInvariant(rune);
            if (!lower.IsBmp)
            {
                result.Append(lower.ToString());
                continue;
            }

            var c = (char)lower.Value;
            if (Rune.GetUnicodeCategory(lower) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
            {
                // A mark on a letter does not change what a reader takes the name for: `délete` must meet `delete_*`.
                continue;
            }

            if (separators && (c == '-' || c == ' ' || IsDash(c)))
            {
                c = '_';
            }

            result.Append(Table.GetValueOrDefault(c, c));
        }

        return result.ToString();
    }

    /// <summary>What is wrong with a text that <see cref="Fold"/> refused.</summary>
    public static string Fault(string text)
    {
        var at = FirstForbidden(text);
        return at < 0
            ? "the name has no canonical form"
            : $"the name holds the invisible or control character U+{(int)text[at]:X4} at position {at + 1}";
    }

    private static int FirstForbidden(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\u007f')
            {
                continue;
            }

            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                if (IsForbidden(CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(c, text[i + 1]))))
                {
                    return i;
                }

                i++;
                continue;
            }

            if (IsForbidden(CharUnicodeInfo.GetUnicodeCategory(c)) || IsBlankLetter(c))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsForbidden(UnicodeCategory category) => category
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    // Letters and marks by category, but drawn as nothing: Hangul fillers, the braille blank, variation selectors, the grapheme joiner.
    private static bool IsBlankLetter(char c) => c is '\u115F' or '\u1160' or '\u3164' or '\uFFA0' or '\u2800' or '\u034F' or (>= '\uFE00' and <= '\uFE0F') or '\u17B4' or '\u17B5';

    private static bool IsDash(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.DashPunctuation or UnicodeCategory.SpaceSeparator || c == '\u2212';

    private static Dictionary<char, char> Build()
    {
        var table = new Dictionary<char, char>();
        for (var i = 0; i + 1 < Lookalikes.Length; i += 2)
        {
            table[Lookalikes[i]] = Lookalikes[i + 1];
        }

        return table;
    }
}
