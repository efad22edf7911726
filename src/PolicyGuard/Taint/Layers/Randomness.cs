namespace PolicyGuard.Taint.Layers;

/// <summary>Whether a word was drawn rather than written.</summary>
internal static class Randomness
{
    private const int Shortest = 12;
    private const int Longest = 512;
    private const int LongWithoutDigits = 20;

    /// <summary>Whether a text is a number of twelve digits or more: of a card, an account, a person.</summary>
    public static bool IsLongNumber(ReadOnlySpan<char> word) => word.Length is >= Shortest and <= Longest && !word.ContainsAnyExceptInRange('0', '9');

    /// <summary>
    /// Whether a text is one word of letters and digits that change places as often as in a drawn one: a letter next to a digit, or a small letter
    /// before a capital, at every sixth character or more. In names, paths, dates and versions they change at a few joints only. Without digits a word must
    /// be long and change its case at two letters in five, which no camel does. A UUID (RFC 9562) is drawn by definition. Of a pair such as
    /// <c>id:secret</c> one part is enough.
    /// </summary>
    public static bool IsDrawn(ReadOnlySpan<char> word)
    {
        if (word.Contains("://", StringComparison.Ordinal) || word.Contains('@'))
        {
            return false;
        }

        var colon = word.IndexOf(':');
        return IsOneDrawn(word) || (colon >= 0 && (IsOneDrawn(word[..colon]) || IsOneDrawn(word[(colon + 1)..])));
    }

    private static bool IsOneDrawn(ReadOnlySpan<char> word)
    {
        if (word.Length is < Shortest or > Longest)
        {
            return false;
        }

        if (word.Length == 36 && Guid.TryParseExact(word, "D", out _))
        {
            return true;
        }

        var (changes, digits, letters, turns) = (0, 0, 0, 0);
        var last = ' ';
        foreach (var c in word)
        {
            if (c is <= ' ' or > '~' or '"' or '\'' or '<' or '>')
            {
                return false;
            }

            var kind = char.IsAsciiDigit(c) ? '0' : char.IsAsciiLetterLower(c) ? 'a' : char.IsAsciiLetterUpper(c) ? 'A' : ' ';
            digits += kind == '0' ? 1 : 0;
            letters += kind is 'a' or 'A' ? 1 : 0;
            // A capital before a small letter begins a word.
            changes += kind != last && kind != ' ' && last != ' ' && !(last == 'A' && kind == 'a') ? 1 : 0;
            turns += (kind == 'A' && last == 'a') || (kind == 'a' && last == 'A') ? 1 : 0;
            last = kind;
        }

        return digits >= 2 ? letters >= 2 && changes * 6 >= word.Length : word.Length >= LongWithoutDigits && turns * 5 >= word.Length * 2;
    }
}
