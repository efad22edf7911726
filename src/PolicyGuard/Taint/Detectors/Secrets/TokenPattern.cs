using System.Globalization;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>
/// A token's form as it is written in the tables: literals, <c>&lt;one|of|these&gt;</c>, and <c>{c20}</c>, <c>{c20-30}</c> or <c>{c20-}</c> for a
/// run of the class <c>c</c> (<see cref="CharClass"/>), <c>{uuid}</c> for a UUID. Every part takes as much as it can and never gives back, so matching is linear.
/// </summary>
internal sealed class TokenPattern
{
    /// <summary>What an open end stands for; longer tokens are not known, and what follows is no less found.</summary>
    public const int Longest = 4096;

    private const int Counted = 256;
    private const string Uuid = "{X8}-{X4}-{X4}-{X4}-{X12}";

    private readonly List<TokenPart> _parts = [];

    /// <summary>Reads a form.</summary>
    /// <exception cref="FormatException">It is not written as forms are.</exception>
    public TokenPattern(string written)
    {
        written = written.Replace("{uuid}", Uuid, StringComparison.Ordinal);
        List<string> literals = [""];
        var i = 0;
        while (i < written.Length)
        {
            var close = written[i] switch { '{' => '}', '<' => '>', _ => '\0' };
            if (close == '\0')
            {
                literals = [.. literals.Select(l => l + written[i])];
                i++;
                continue;
            }

            var end = written.IndexOf(close, i);
            if (end < 0)
            {
                throw new FormatException($"`{written}`: nothing closes the `{written[i]}` at {i}");
            }

            var inner = written[(i + 1)..end];
            if (close == '>')
            {
                literals = [.. literals.SelectMany(l => inner.Split('|').Select(o => l + o))];
            }
            else
            {
                AddLiterals(literals);
                literals = [""];
                var range = inner[1..].Split('-');
                var least = int.Parse(range[0], CultureInfo.InvariantCulture);
                var most = range.Length == 1 ? least : range[1].Length == 0 ? Longest : int.Parse(range[1], CultureInfo.InvariantCulture);
                _parts.Add(new TokenPart([], CharClass.Of(inner[0]), least, most));
            }

            i = end + 1;
        }

        AddLiterals(literals);
        for (var p = 0; p < _parts.Count; p++)
        {
            if (_parts[p].Class is null && (Anchor < 0 || (p > 0 && _parts[p].Least > _parts[Anchor].Least)))
            {
                Anchor = p;
            }
        }
    }

    /// <summary>The parts, in order.</summary>
    public IReadOnlyList<TokenPart> Parts => _parts;

    /// <summary>Which part is looked for first: the longest literal; negative where there is none.</summary>
    public int Anchor { get; } = -1;

    /// <summary>Matches from a place on; returns where the match ends, or a negative number.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the first part has to begin.</param>
    /// <param name="first">The first part that is matched.</param>
    /// <param name="body">Counts the characters of the runs.</param>
    public int MatchForward(ReadOnlySpan<char> text, int at, int first, ref Histogram body)
    {
        for (var p = first; p < _parts.Count; p++)
        {
            var taken = _parts[p].Forward(text, at);
            if (taken < 0)
            {
                return -1;
            }

            if (_parts[p].Class is not null)
            {
                // A sentence's dot behind a token is not part of it.
                if (p == _parts.Count - 1 && text[at..(at + taken)].TrimEnd('.').Length is var trimmed && trimmed >= _parts[p].Least)
                {
                    taken = trimmed;
                }

                // Enough to tell a drawn token; a longer one must not cost more at each of many beginnings.
                body.Add(text.Slice(at, Math.Min(taken, Counted)));
            }

            at += taken;
        }

        return at;
    }

    /// <summary>Matches the parts before the anchor, which begins at <paramref name="at"/>; returns where the match begins, or a negative number.</summary>
    public int MatchBackward(ReadOnlySpan<char> text, int at, int from, ref Histogram body)
    {
        for (var p = Anchor - 1; p >= 0; p--)
        {
            var taken = _parts[p].Backward(text, at, from);
            if (taken < 0)
            {
                return -1;
            }

            at -= taken;
            body.Add(text.Slice(at, taken));
        }

        return at;
    }

    /// <summary>Whether a token may begin here: not within a word, nor behind more of what its first part is made of.</summary>
    public bool BeginsAt(ReadOnlySpan<char> text, int start)
    {
        if (start == 0 || (_parts[0].Class is null && !char.IsAsciiLetterOrDigit(text[start])))
        {
            return true;
        }

        var before = text[start - 1];
        if (_parts[0].Class?.Contains(before) == true)
        {
            return false;
        }

        // "\n" that was written out, as in JSON within a string, is a line's end and no letter.
        return !char.IsAsciiLetterOrDigit(before) || (before is 'n' or 'r' or 't' && start > 1 && text[start - 2] == '\\');
    }

    /// <summary>Whether a token may end here.</summary>
    public bool EndsAt(ReadOnlySpan<char> text, int end)
    {
        if (end == text.Length)
        {
            return true;
        }

        var next = text[end];
        return !char.IsAsciiLetterOrDigit(next) && next != '_' && (next == '.' || _parts[^1].Class?.Contains(next) != true);
    }

    private void AddLiterals(List<string> literals)
    {
        if (literals[0].Length > 0)
        {
            _parts.Add(new TokenPart(literals, null, literals.Min(static l => l.Length), literals.Max(static l => l.Length)));
        }
    }
}
