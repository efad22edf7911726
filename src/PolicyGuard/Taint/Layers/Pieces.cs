using System.Buffers;

namespace PolicyGuard.Taint.Layers;

/// <summary>Puts together what was taken apart within one text: spaced characters, lines, literals of a program.</summary>
internal static class Pieces
{
    private static readonly SearchValues<char> Separators = SearchValues.Create(" .-_,|/*:;\t\n");
    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"'`");
    private static readonly SearchValues<char> Glue = SearchValues.Create(" \t\r\n+.,&|~<>()[]{}$\\");
    private static readonly SearchValues<char> Listing = SearchValues.Create(",[](){}");
    private static readonly SearchValues<char> Word = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.=+~%:");
    private const int WidestGlue = 12;

    /// <summary>Takes the separators out of runs of single characters: <c>A K I A</c>.</summary>
    public static bool Spaced(ReadOnlySpan<char> text, Decoded to)
    {
        var (done, found) = (0, false);
        for (var i = 0; i + (2 * TextSigns.FewestSpaced) - 1 <= text.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(text[i]) || !Separators.Contains(text[i + 1]) || (i > 0 && char.IsAsciiLetterOrDigit(text[i - 1])))
            {
                continue;
            }

            var separator = text[i + 1];
            var end = i;
            while (end + 2 < text.Length && text[end + 1] == separator)
            {
                end += 2;
            }

            // The last one may be the first letter of a word that is none of these.
            if (end + 1 < text.Length && text[end + 1] != separator && char.IsAsciiLetterOrDigit(text[end + 1]))
            {
                end -= 2;
            }

            if (end - i < 2 * (TextSigns.FewestSpaced - 1))
            {
                i = Math.Max(i, end - 1);
                continue;
            }

            found = true;
            to.Copy(text[done..i], done);
            for (var single = i; single <= end; single += 2)
            {
                to.Add(text[single], single, single + 1, Decoded.Mark.Concealed);
            }

            done = end + 1;
            i = end;
        }

        to.Copy(text[done..], done);
        return found;
    }

    /// <summary>Takes out line ends beside lines without blanks.</summary>
    public static bool Chunked(ReadOnlySpan<char> text, Decoded to)
    {
        var (done, found, joins) = (0, false, false);
        var (cut, looked) = (-1, 0);
        var beside = Decoded.Mark.Same;
        for (var i = 0; i < text.Length;)
        {
            var at = text[i..].IndexOf('\n');
            if (at < 0)
            {
                break;
            }

            at += i;
            var end = at > 0 && text[at - 1] == '\r' ? at - 1 : at;
            var rest = text[(at + 1)..];
            var blank = rest.IndexOfAnyInRange('\0', ' ');
            var whole = rest.Length > 0 && blank != 0 && (blank < 0 || rest[blank] is '\n' or '\r');
            if ((whole || joins) && end > i && text[end - 1] > ' ' && rest.Length > 0 && rest[0] > ' ')
            {
                if (at >= looked)
                {
                    cut = CutUntil(text, end, at + 1, out looked);
                }

                to.Copy(text[done..end], done, beside);
                beside = at <= cut ? Decoded.Mark.Concealed : Decoded.Mark.Changed;
                to.Touch(beside);
                done = at + 1;
                found = true;
            }

            joins = whole;
            i = at + 1;
        }

        to.Copy(text[done..], done, beside);
        return found;
    }

    /// <summary>Takes out what stands between the quotes of two literals, where that is punctuation: <c>'abc'+'def'</c>.</summary>
    public static bool Literals(ReadOnlySpan<char> text, Decoded to)
    {
        var (done, found) = (0, false);
        var beside = Decoded.Mark.Same;
        var last = text.IndexOfAny(Quotes);
        while (last >= 0 && last + 1 < text.Length)
        {
            var next = text[(last + 1)..].IndexOfAny(Quotes);
            if (next < 0)
            {
                break;
            }

            var glue = text.Slice(last + 1, next);
            if (next is >= 1 and <= WidestGlue && last > 0 && !glue.ContainsAnyExcept(Glue))
            {
                // A list names things of its own; an operator makes one of two. What is a sentence when it is put together hides nothing.
                var mark = !glue.ContainsAny(Listing) && IsWord(text, last, next) ? Decoded.Mark.Concealed : Decoded.Mark.Changed;
                to.Copy(text[done..last], done, beside);
                to.Touch(mark);
                beside = mark;
                done = last + next + 2;
                found = true;
                // The second quote opens a literal; the next one can only close it.
                var close = text[done..].IndexOfAny(Quotes);
                last = close < 0 ? text.Length : done + close;
                continue;
            }

            last += next + 1;
        }

        to.Copy(text[done..], done, beside);
        return found;
    }

    // Whether the literals on both sides of the glue are words up to the quotes that enclose them.
    private static bool IsWord(ReadOnlySpan<char> text, int close, int glue)
    {
        var before = text[..close].LastIndexOfAnyExcept(Word);
        var after = text[(close + glue + 2)..].IndexOfAnyExcept(Word);
        return before >= 0 && text[before] == text[close] && after >= 0 && text[close + glue + 2 + after] == text[close + 1 + glue];
    }

    // The last line end of a word that was cut at a fixed width: lines of one length and a shorter one after them, or a value that begins within a line
    // and goes on in lines of its length. Ids in a list begin at the margin and are all of one length.
    private static int CutUntil(ReadOnlySpan<char> text, int end, int next, out int looked)
    {
        const int ShortestCut = 4;
        const int LongestCut = 256;
        var first = end;
        while (first > 0 && end - first <= LongestCut && text[first - 1] is > ' ' and not '=')
        {
            first--;
        }

        var width = end - first;
        var within = first > 0 && text[first - 1] != '\n';
        looked = next;
        if (width is < ShortestCut or > LongestCut || (!within && first > 1 && LineLength(text[..(first - 1)]) == width))
        {
            // In the last case the cut began before: what is cut is a longer text.
            return -1;
        }

        for (var last = -1; ; looked++)
        {
            var length = text[looked..].IndexOfAnyInRange('\0', ' ');
            length = length < 0 ? text.Length - looked : length;
            if (length != width)
            {
                return length > 0 && length < width ? looked - 1 : within ? last : -1;
            }

            last = looked - 1;
            looked += length;
            looked = looked + 1 < text.Length && text[looked] == '\r' ? looked + 1 : looked;
            if (looked >= text.Length || text[looked] != '\n')
            {
                return within ? last : -1;
            }
        }
    }

    private static int LineLength(ReadOnlySpan<char> above)
    {
        above = above.Length > 0 && above[^1] == '\r' ? above[..^1] : above;
        return above.Length - 1 - above.LastIndexOf('\n');
    }
}
