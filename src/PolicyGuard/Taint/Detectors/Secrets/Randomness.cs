using System.Buffers;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>Tells a value that a machine drew from words, identifiers, versions and paths.</summary>
internal static class Randomness
{
    /// <summary>The shortest value that can be told apart.</summary>
    public const int Shortest = 10;

    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~+/=%");

    /// <summary>Whether the value looks drawn: made of token characters, no words, with enough entropy for its length.</summary>
    public static bool Has(ReadOnlySpan<char> value)
    {
        if (value.Length < Shortest || value.ContainsAnyExcept(TokenCharacters))
        {
            return false;
        }

        var letters = 0;
        var digits = 0;
        var turns = 0;
        for (var i = 0; i < value.Length; i++)
        {
            letters += char.IsAsciiLetter(value[i]) ? 1 : 0;
            digits += char.IsAsciiDigit(value[i]) ? 1 : 0;
            turns += i > 0 && char.IsAsciiLetterUpper(value[i]) != char.IsAsciiLetterUpper(value[i - 1]) ? 1 : 0;
        }

        // Without digits only a long value whose case changes at every other letter is told from names in camel case.
        var drawn = digits > 0 && letters > 0 ? !IsWords(value) : value.Length >= 20 && letters > 0 && turns * 5 >= value.Length * 2;
        return drawn && Histogram.Of(value) >= (value.Length < 20 ? 2.75 : 3.0);
    }

    /// <summary>Whether the pieces between separators are letters with at most four digits behind them, or a few digits: names, versions, dates, paths.</summary>
    public static bool IsWords(ReadOnlySpan<char> value)
    {
        foreach (var range in value.SplitAny("_-./=~+%"))
        {
            var piece = value[range];
            var letters = 0;
            while (letters < piece.Length && char.IsAsciiLetter(piece[letters]))
            {
                letters++;
            }

            if (piece.Length - letters > 4 || piece[letters..].ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }
        }

        return true;
    }
}
