namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>Whether a value ends where it seems to, or is a piece of something longer: a version, a path, a UUID, a longer number.</summary>
internal static class Edges
{
    /// <summary>Whether a value may begin at <paramref name="start"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the value begins.</param>
    /// <param name="spaced">Whether the value has blanks in it; then a number beside it, with a blank between, belongs to the same row of numbers.</param>
    public static bool Before(ReadOnlySpan<char> text, int start, bool spaced)
    {
        if (start == 0)
        {
            return true;
        }

        var c = text[start - 1];
        var earlier = start > 1 ? text[start - 2] : ' ';
        return !Joins(c) && c switch
        {
            '-' or '.' or '%' => !Joins(earlier),
            '/' or ':' or '\'' => !char.IsAsciiDigit(earlier),
            '+' or '$' or '€' or '£' or '¥' => false,
            ' ' or '\u00A0' => !spaced || !char.IsAsciiDigit(earlier),
            _ => true,
        };
    }

    /// <summary>Whether a value may end before <paramref name="end"/>.</summary>
    public static bool After(ReadOnlySpan<char> text, int end, bool spaced)
    {
        if (end == text.Length)
        {
            return true;
        }

        var c = text[end];
        var later = end + 1 < text.Length ? text[end + 1] : ' ';
        return !Joins(c) && c switch
        {
            '-' or '.' => !Joins(later),
            '/' or ':' or ',' => !char.IsAsciiDigit(later),
            '%' or '€' or '$' or '£' => false,
            ' ' or '\u00A0' => !spaced || !char.IsAsciiDigit(later),
            _ => true,
        };
    }

    // Scripts that put no blanks between words stand beside a value without being part of it; they begin at U+0E00 (Thai) and U+2E80 (CJK).
    private static bool Joins(char c) =>
        char.IsAsciiLetterOrDigit(c) || c == '_' || (c > '\u007F' && c is < '\u0E00' or (> '\u0EFF' and < '\u2E80') && char.IsLetterOrDigit(c));
}
