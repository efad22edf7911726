using System.Globalization;
using System.Text;

namespace PolicyGuard.Text;

/// <summary>
/// Folds characters so that names which look alike compare alike, and refuses what no honest name carries. Used for the names of calls
/// and for the patterns that they meet. Grounded in Unicode TR 36, UTS 39 (restriction level “highly restrictive”) and UAX 31.
/// </summary>
internal static class NameFolding
{
    static NameFolding()
    {
        // Without ICU, .NET's Normalize returns its input unchanged and every look-alike check would be void.
        if ("\uFB01".Normalize(NormalizationForm.FormKC) != "fi")
        {
            throw new PlatformNotSupportedException(
                "Unicode normalisation is not available: install ICU (libicu) and leave DOTNET_SYSTEM_GLOBALIZATION_INVARIANT unset");
        }
    }

    /// <summary>A whole name: trimmed, then folded with <c>-</c> and blanks as <c>_</c>.</summary>
    public static Folded FoldName(string text) => Fold(text, separators: true, trim: true);

    /// <summary>The canonical form of a word such as an upstream's name; null where it has none. Usual words are canonical already.</summary>
    public static string? Word(string word)
    {
        foreach (var c in word)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '_'))
            {
                return FoldName(word).Text;
            }
        }

        return word;
    }

    /// <summary>A part of a name pattern.</summary>
    public static Folded FoldPart(string text) => Fold(text, separators: true, trim: false);

    /// <summary>A part of a URI pattern: percent escapes undone, letters folded.</summary>
    public static Folded FoldUriPart(string text) => Fold(UriFolding.Unescape(text), separators: false, trim: false);

    /// <summary>A whole URI or another target without namespaces.</summary>
    public static Folded FoldUri(string text)
    {
        var folded = Fold(UriFolding.Unescape(text), separators: false, trim: true);
        if (folded.Text is null)
        {
            return folded;
        }

        var local = UriFolding.LocalFile(folded.Text);
        return UriFolding.ClimbsBehindPath(local)
            ? new(null, "the URI climbs with `..` behind a `?` or `#`, where servers disagree about what is a path")
            : new(UriFolding.RemoveDotSegments(local), null);
    }

    /// <summary>
    /// What a reader takes an id for: letters folded as in names, dashes, blanks and low lines of all kinds as the ASCII ones. Letters of
    /// several scripts have none, also where each looks like an ASCII one.
    /// </summary>
    public static Folded Skeleton(string id)
    {
        var folded = Fold(id, separators: false, trim: false, pure: true);
        if (folded.Text is null || Ascii.IsValid(folded.Text))
        {
            return folded;
        }

        var result = new StringBuilder(folded.Text.Length);
        foreach (var rune in folded.Text.EnumerateRunes())
        {
            result.Append(Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.DashPunctuation => "-",
                UnicodeCategory.ConnectorPunctuation => "_",
                UnicodeCategory.SpaceSeparator => " ",
                _ => rune.Value == 0x2212 ? "-" : rune.ToString(),
            });
        }

        return new(result.ToString(), null);
    }

    private static Folded Fold(string text, bool separators, bool trim, bool pure = false)
    {
        if (Invisible(text) is { } fault)
        {
            return new(null, fault);
        }

        var wide = text.Normalize(NormalizationForm.FormKD);
        wide = trim ? wide.Trim() : wide;
        if (Invisible(wide) is { } hidden)
        {
            return new(null, hidden);
        }

        var result = new StringBuilder(wide.Length);
        var scripts = Script.Other;
        var foreign = 0;
        foreach (var rune in wide.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                var c = char.ToLowerInvariant((char)rune.Value);
                scripts |= char.IsAsciiLetter(c) ? Script.Latin : 0;
                result.Append(separators && c is '-' or ' ' ? '_' : c);
                continue;
            }

            var lower = Rune.ToLowerInvariant(rune);
            var category = Rune.GetUnicodeCategory(lower);
            if (IsDiacritic(lower))
            {
                // A mark on a letter does not change what a reader takes the name for: `délete` must meet `delete_*`.
                continue;
            }

            if (category is UnicodeCategory.DecimalDigitNumber)
            {
                result.Append((char)('0' + (int)Rune.GetNumericValue(lower)));
                continue;
            }

            if (separators && (category is UnicodeCategory.DashPunctuation or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.SpaceSeparator
                || lower.Value is 0x2212 or 0x02CD))
            {
                result.Append('_');
                continue;
            }

            if (!IsLetterOrMark(category))
            {
                result.Append(lower.ToString());
                continue;
            }

            var script = Scripts.Of(lower);
            if (script == Script.Other)
            {
                return new(null, $"the name holds U+{rune.Value:X4}, a letter of a script that is not used in names");
            }

            scripts |= script;
            if (lower.IsBmp && Lookalikes.Of((char)lower.Value) is { } ascii)
            {
                result.Append(ascii);
                continue;
            }

            if (script == Script.Latin)
            {
                return new(null, $"the name holds U+{rune.Value:X4}, a letter that can be taken for another");
            }

            foreign++;
            result.Append(lower.ToString());
        }

        return (foreign > 0 || pure) && IsMixed(scripts)
            ? new(null, "the name mixes letters of several scripts, which look alike")
            : new(result.ToString(), null);
    }

    private static bool IsMixed(Script scripts)
    {
        var others = scripts & ~Script.EastAsian;
        var latinBesideEastAsian = others == Script.Latin;
        return !latinBesideEastAsian && (scripts & (scripts - 1)) != 0;
    }

    private static bool IsLetterOrMark(UnicodeCategory category) => category
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.EnclosingMark;

    // The blocks of combining marks that sit on letters of any script. Marks that belong to one script (vowel signs) are letters to us.
    private static bool IsDiacritic(Rune rune) => rune.Value
        is (>= 0x0300 and <= 0x036F) or (>= 0x0483 and <= 0x0489) or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF)
        or (>= 0x20D0 and <= 0x20FF) or (>= 0xA66F and <= 0xA672) or (>= 0xFE20 and <= 0xFE2F);

    private static string? Invisible(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\u007f')
            {
                continue;
            }

            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                return $"the name holds half of a surrogate pair at position {i + 1}";
            }

            if (IsForbidden(Rune.GetUnicodeCategory(rune)) || IsDrawnAsNothing(rune.Value))
            {
                return $"the name holds the invisible or control character U+{rune.Value:X4} at position {i + 1}";
            }

            i += rune.Utf16SequenceLength - 1;
        }

        return null;
    }

    private static bool IsForbidden(UnicodeCategory category) => category
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    // Letters and marks by category, but drawn as nothing (Default_Ignorable_Code_Point): Hangul fillers, the grapheme joiner,
    // Mongolian and general variation selectors, Khmer inherent vowels; and the blank of braille.
    private static bool IsDrawnAsNothing(int rune) => rune
        is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164
        or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or 0x16FE4 or (>= 0xE0000 and <= 0xE0FFF);
}
