namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>
/// Walks a text from digit to digit. A number of some length covers every so many-th character, so only those are looked at: where one of them is a
/// letter or a bracket no such number is, and the walk goes on behind it.
/// </summary>
internal static class DigitRuns
{
    /// <summary>From how many characters on looking at every so many-th one is cheaper than looking for digits.</summary>
    private const int WorthIt = 4;

    private const int Near = 8;

    /// <summary>The next digit at which a number can begin; negative where there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where to look from.</param>
    /// <param name="least">How many digits, and signs between them, the number has at least.</param>
    public static int Next(ReadOnlySpan<char> text, int from, int least)
    {
        if (least < WorthIt)
        {
            var at = text[from..].IndexOfAnyInRange('0', '9');
            return at < 0 ? at : from + at;
        }

        for (; from + least <= text.Length; from += least)
        {
            if (MayStandInNumber(text[from + least - 1]) && text.Slice(from, least).IndexOfAnyInRange('0', '9') is >= 0 and var at)
            {
                return from + at;
            }
        }

        return -1;
    }

    /// <summary>The next digit at or after a place; negative where there is none.</summary>
    public static int Next(ReadOnlySpan<char> text, int from)
    {
        for (var near = Math.Min(text.Length, from + Near); from < near; from++)
        {
            if (char.IsAsciiDigit(text[from]))
            {
                return from;
            }
        }

        var at = text[from..].IndexOfAnyInRange('0', '9');
        return at < 0 ? at : from + at;
    }

    /// <summary>After the digits that begin at <paramref name="at"/>.</summary>
    public static int End(ReadOnlySpan<char> text, int at)
    {
        // Most are short: a search would cost more than it passes over.
        for (var near = Math.Min(text.Length, at + Near); at < near; at++)
        {
            if (!char.IsAsciiDigit(text[at]))
            {
                return at;
            }
        }

        var run = text[at..].IndexOfAnyExceptInRange('0', '9');
        return run < 0 ? text.Length : at + run;
    }

    // Digits, blanks and the signs between them; beyond ASCII there are blanks and dashes as well.
    private static bool MayStandInNumber(char c) => c is (>= ' ' and <= ':') or > '\u007F';
}
