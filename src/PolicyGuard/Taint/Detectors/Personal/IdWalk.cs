namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>
/// Tells which rows of <see cref="ShapedId"/> hit a text at all, in one walk over its digits: a row looks at a word or at a run of digits only where
/// that has the length that one of its shapes needs. Rows that do not hit need not be asked, and hardly any does.
/// </summary>
internal sealed class IdWalk
{
    private const int LongestRun = 31;
    private const int Kinds = 3;

    // Shapes that are one word, by its length; the others by the length of their first digits and by what stands behind them.
    private readonly Entry[][] _words;
    private readonly Entry[][] _runs;
    private readonly ulong[] _rows;

    /// <summary>The rows among some detectors.</summary>
    /// <param name="detectors">The detectors; a row's mark is its place among them.</param>
    /// <param name="words">How many words of 64 bits the marks take.</param>
    public IdWalk(IReadOnlyList<Detector> detectors, int words)
    {
        var byWord = new List<Entry>[Shape.Longest + 1];
        var byRun = new List<Entry>[(LongestRun + 1) * Kinds];
        _rows = new ulong[words];
        for (var mark = 0; mark < detectors.Count; mark++)
        {
            if (detectors[mark] is not ShapedId row)
            {
                continue;
            }

            _rows[mark >> 6] |= 1UL << mark;
            for (var s = 0; s < row.Shapes.Length; s++)
            {
                var (shape, entry) = (row.Shapes[s], new Entry(row, s, mark));
                if (shape.IsSolid)
                {
                    (byWord[shape.Length] ??= []).Add(entry);
                    continue;
                }

                for (var run = 1; run <= LongestRun; run++)
                {
                    for (var kind = 0; kind < Kinds; kind++)
                    {
                        if (shape.FirstRun == 0 || (shape.FirstRun == run && (shape.Sign == '\0' || KindOf(shape.Sign) == kind)))
                        {
                            (byRun[(run * Kinds) + kind] ??= []).AddRange(shape.FirstDigits.Select(first => entry with { First = first, Before = first == 0 ? '\0' : shape.Picture[first - 1] }));
                        }
                    }
                }
            }
        }

        _words = [.. byWord.Select(static list => list?.ToArray() ?? [])];
        _runs = [.. byRun.Select(static list => list?.ToArray() ?? [])];
    }

    /// <summary>Takes away the marks of the rows that do not hit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="marks">The marks of the detectors that the text has to be put to.</param>
    public void Narrow(ReadOnlySpan<char> text, Span<ulong> marks)
    {
        Span<ulong> left = stackalloc ulong[_rows.Length];
        var asked = 0UL;
        for (var word = 0; word < left.Length; word++)
        {
            left[word] = marks[word] & _rows[word];
            asked |= left[word];
            marks[word] &= ~_rows[word];
        }

        if (asked == 0)
        {
            return;
        }

        Span<char> id = stackalloc char[Shape.Longest];
        var wordEnd = 0;
        for (var i = 0; i < text.Length;)
        {
            var at = DigitRuns.Next(text, i);
            if (at < 0)
            {
                break;
            }

            i = DigitRuns.End(text, at);
            if (at >= wordEnd)
            {
                var start = Start(text, at);
                wordEnd = End(text, i, start);
                if (wordEnd - start <= Shape.Longest && _words[wordEnd - start].Length > 0 && Edges.Before(text, start, spaced: false) && Edges.After(text, wordEnd, spaced: false))
                {
                    foreach (ref readonly var entry in _words[wordEnd - start].AsSpan())
                    {
                        Try(text, start, entry, id, left, marks);
                    }
                }
            }

            if (i - at <= LongestRun)
            {
                var begins = Edges.Before(text, at, spaced: false);
                foreach (ref readonly var entry in _runs[((i - at) * Kinds) + (i < text.Length ? KindOf(text[i]) : 2)].AsSpan())
                {
                    if (entry.First == 0 ? begins : at >= entry.First && Precedes(text[at - 1], entry.Before))
                    {
                        Try(text, at - entry.First, entry, id, left, marks);
                    }
                }
            }
        }
    }

    // A look at one character turns most away.
    private static bool Precedes(char c, char picture) =>
        picture is ' ' or '-' ? KindOf(c) == KindOf(picture) : char.IsAsciiLetterOrDigit(picture) ? char.IsAsciiLetterOrDigit(c) : c == picture;

    private static void Try(ReadOnlySpan<char> text, int start, in Entry entry, Span<char> id, Span<ulong> left, Span<ulong> marks)
    {
        var (word, bit) = (entry.Mark >> 6, 1UL << entry.Mark);
        if ((left[word] & bit) != 0 && entry.Row.Stands(text, start, entry.Shape, id))
        {
            left[word] &= ~bit;
            marks[word] |= bit;
        }
    }

    // A word is read as far as the longest shape goes, so that one without end costs no more.
    private static int Start(ReadOnlySpan<char> text, int at)
    {
        var start = at;
        while (start > 0 && at - start <= Shape.Longest && char.IsAsciiLetterOrDigit(text[start - 1]))
        {
            start--;
        }

        return start;
    }

    private static int End(ReadOnlySpan<char> text, int end, int start)
    {
        while (end < text.Length && end - start <= Shape.Longest && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        return end;
    }

    private static int KindOf(char sign) => sign switch
    {
        ' ' or '\u00A0' or '\u202F' => 0,
        '-' or '\u2010' or '\u2011' or '\u2013' => 1,
        _ => 2,
    };

    private readonly record struct Entry(ShapedId Row, int Shape, int Mark, int First = 0, char Before = '\0');
}
