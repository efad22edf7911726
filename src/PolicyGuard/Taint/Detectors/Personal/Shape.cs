namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>
/// How an id is written, as a picture of it: <c>0</c> is any digit, <c>a</c> any letter, <c>x</c> a letter or a digit; capitals,
/// the digits 1 to 9 and signs stand for themselves, letters in either case; a blank may be a non-breaking one, a dash a typographic one.
/// </summary>
internal sealed class Shape
{
    /// <summary>The longest picture that is allowed.</summary>
    public const int Longest = 40;

    private readonly string _picture;

    public Shape(string picture)
    {
        if (picture.Length is 0 or > Longest)
        {
            throw new ArgumentException($"'{picture}' must have 1 to {Longest} characters", nameof(picture));
        }

        _picture = picture;
        Spaced = picture.Contains(' ', StringComparison.Ordinal);
        var sure = picture.AsSpan().IndexOfAnyInRange('0', '9');
        FirstDigits = [.. Enumerable.Range(0, sure < 0 ? picture.Length : sure + 1).Where(i => i == sure || picture[i] == 'x')];
        if (FirstDigits.Length == 0)
        {
            throw new ArgumentException($"'{picture}' must have a place for a digit", nameof(picture));
        }

        var run = picture.AsSpan(Math.Max(sure, 0));
        var end = run.IndexOfAnyExceptInRange('0', '9');
        end = end < 0 ? run.Length : end;
        var letter = run.IndexOfAny("ax") is >= 0 and var x ? x : run.Length;
        var capital = run.IndexOfAnyInRange('A', 'Z');
        Number = FirstDigits.Length == 1 ? capital < 0 ? letter : Math.Min(letter, capital) : 1;
        FirstRun = FirstDigits.Length == 1 && (end == run.Length || run[end] != 'x') ? end : 0;
        Sign = FirstRun > 0 && end < run.Length ? run[end] : '\0';
        IsSolid = picture.All(char.IsAsciiLetterOrDigit);
    }

    /// <summary>The picture.</summary>
    public string Picture => _picture;

    /// <summary>Where the first digit can stand.</summary>
    public int[] FirstDigits { get; }

    /// <summary>How many digits the first run of digits has; 0 where that differs.</summary>
    public int FirstRun { get; }

    /// <summary>What the picture has behind the first run of digits; U+0000 where the run ends it or is of no fixed length.</summary>
    public char Sign { get; }

    /// <summary>Whether it is one word, without signs between.</summary>
    public bool IsSolid { get; }

    /// <summary>How many digits, and signs between them, follow the first digit at least, itself included.</summary>
    public int Number { get; }

    /// <summary>Whether it has blanks in it.</summary>
    public bool Spaced { get; }

    /// <summary>How many characters it has.</summary>
    public int Length => _picture.Length;

    /// <summary>Whether the text at <paramref name="start"/> looks so.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where to look.</param>
    /// <param name="id">Filled with the letters, as capitals, and digits; at least <see cref="Longest"/> long.</param>
    /// <returns>How many characters were filled in; 0 where it looks otherwise.</returns>
    public int Read(ReadOnlySpan<char> text, int start, Span<char> id)
    {
        if (start < 0 || start + _picture.Length > text.Length)
        {
            return 0;
        }

        var count = 0;
        for (var i = 0; i < _picture.Length; i++)
        {
            var c = text[start + i];
            var fits = _picture[i] switch
            {
                '0' => char.IsAsciiDigit(c),
                'a' => char.IsAsciiLetter(c),
                'x' => char.IsAsciiLetterOrDigit(c),
                ' ' => c is ' ' or '\u00A0' or '\u202F',
                '-' => c is '-' or '\u2010' or '\u2011' or '\u2013',
                var wanted => c == wanted || (char.IsAsciiLetterUpper(wanted) && char.ToUpperInvariant(c) == wanted),
            };
            if (!fits)
            {
                return 0;
            }

            if (char.IsAsciiLetterOrDigit(c))
            {
                id[count++] = char.ToUpperInvariant(c);
            }
        }

        return count;
    }
}
