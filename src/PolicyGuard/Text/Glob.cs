using System.Text;

namespace PolicyGuard.Text;

/// <summary>
/// A shell pattern: <c>*</c> any characters, <c>?</c> one character, <c>[abc]</c> <c>[a-z]</c> <c>[!abc]</c> one character of (or not of) a set.
/// It matches whole texts. Matching is iterative: a piece between two stars is looked for once, left to right, so no text makes it explode.
/// </summary>
internal sealed class Glob
{
    private readonly GlobPiece[] _pieces;
    private readonly int _minLength;

    private Glob(GlobPiece[] pieces)
    {
        _pieces = pieces;
        _minLength = pieces.Sum(p => p.Length);
    }

    /// <summary>Whether every text matches.</summary>
    public bool MatchesAll => _pieces is [{ Length: 0 }, .., { Length: 0 }] && _minLength == 0 && _pieces.Length > 1;

    /// <summary>The only text that matches, or null where several do.</summary>
    public string? Literal => _pieces is [{ Text: { } text }] ? text : null;

    /// <summary>What every matching text begins with; empty where nothing is certain.</summary>
    public string Prefix => _pieces[0].Text ?? "";

    /// <summary>What every matching text ends with; empty where nothing is certain.</summary>
    public string Suffix => _pieces[^1].Text ?? "";

    /// <summary>What every matching text contains; the pieces between stars of which all characters are fixed.</summary>
    public IEnumerable<string> Parts => _pieces.Select(p => p.Text).OfType<string>();

    /// <summary>Reads a pattern that is compared with names: its letters are folded as names are.</summary>
    /// <param name="pattern">The pattern as written.</param>
    /// <param name="opaque">Whether the names are URIs, where <c>-</c> stays what it is.</param>
    /// <param name="glob">The pattern, where it has a meaning.</param>
    /// <param name="fault">Why it has none.</param>
    public static bool TryParseName(string pattern, bool opaque, out Glob? glob, out string? fault) =>
        TryParse(opaque ? UriFolding.LocalFilePattern(pattern.Trim()) : pattern.Trim(), run => opaque ? NameFolding.FoldUriPart(run) : NameFolding.FoldPart(run), out glob, out fault);

    /// <summary>Reads a pattern that is compared with values, without regard to letter case.</summary>
    public static bool TryParseValue(string pattern, out Glob? glob, out string? fault) =>
        TryParse(pattern, static run => new Folded(run.ToLowerInvariant(), null), out glob, out fault);

    private static bool TryParse(string pattern, Func<string, Folded> fold, out Glob? glob, out string? fault)
    {
        glob = null;
        if (pattern.Length is 0 or > CanonicalName.MaxLength)
        {
            fault = pattern.Length == 0 ? "the pattern is empty" : $"the pattern is longer than {CanonicalName.MaxLength} characters";
            return false;
        }

        var pieces = new List<GlobPiece>();
        var piece = new GlobPieceBuilder(fold);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*':
                    pieces.Add(piece.Build());
                    break;
                case '?':
                    piece.AddAny();
                    break;
                case '[':
                    var end = pattern.IndexOf(']', Math.Min(pattern.Length, i + (pattern.AsSpan(i + 1).StartsWith("!") ? 3 : 2)));
                    if (end < 0)
                    {
                        fault = $"the set that begins at character {i + 1} has no `]`; write `[[]` for a bracket";
                        return false;
                    }

                    piece.AddSet(pattern[(i + 1)..end]);
                    i = end;
                    break;
                default:
                    piece.AddLiteral(pattern[i]);
                    break;
            }
        }

        pieces.Add(piece.Build());
        fault = piece.Fault;
        if (fault is not null)
        {
            return false;
        }

        // Stars side by side are one star.
        for (var i = pieces.Count - 2; i > 0; i--)
        {
            if (pieces[i].Length == 0)
            {
                pieces.RemoveAt(i);
            }
        }

        glob = new Glob([.. pieces]);
        return true;
    }

    /// <summary>Whether the whole text matches. Letter case counts: hand in a canonical name.</summary>
    public bool IsMatch(ReadOnlySpan<char> text) => IsMatch(text, ignoreCase: false);

    /// <summary>Whether the whole text matches, whatever its letter case.</summary>
    public bool IsMatchIgnoreCase(ReadOnlySpan<char> text) => IsMatch(text, ignoreCase: true);

    private bool IsMatch(ReadOnlySpan<char> text, bool ignoreCase)
    {
        if (text.Length < _minLength)
        {
            return false;
        }

        var first = _pieces[0];
        var used = first.MatchStart(text, ignoreCase);
        if (_pieces.Length == 1)
        {
            return used == text.Length;
        }

        if (used < 0)
        {
            return false;
        }

        var rest = text[used..];
        for (var i = 1; i < _pieces.Length - 1; i++)
        {
            used = _pieces[i].Find(rest, ignoreCase);
            if (used < 0)
            {
                return false;
            }

            rest = rest[used..];
        }

        return _pieces[^1].MatchEnd(rest, ignoreCase);
    }

    /// <summary>
    /// Whether every text that another glob matches is matched by this one too. Never says yes wrongly; on patterns such as <c>?*</c> and
    /// <c>*?</c>, which match the same texts, it says no.
    /// </summary>
    public bool Includes(Glob other)
    {
        var (mine, theirs) = (Flat(), other.Flat());

        // reach[i]: the other's first i tokens are covered by mine so far. A star of theirs is covered by a star of mine only.
        var reach = new bool[theirs.Count + 1];
        reach[0] = true;
        foreach (var token in mine)
        {
            for (var i = token is null ? 1 : reach.Length - 1; token is null ? i < reach.Length : i >= 0; i += token is null ? 1 : -1)
            {
                reach[i] = token is null
                    ? reach[i] || reach[i - 1]
                    : i > 0 && reach[i - 1] && theirs[i - 1] is { } theirToken && token.Value.Includes(theirToken);
            }
        }

        return reach[^1];
    }

    /// <summary>A text that matches, or null where none is plain.</summary>
    public string? Sample()
    {
        var characters = Flat().Select(t => t is null ? 'x' : t.Value.Sample).ToArray();
        return characters.All(c => c is not null) ? string.Concat(characters) : null;
    }

    // The tokens in a row; a null is a star.
    private List<GlobToken?> Flat()
    {
        var flat = new List<GlobToken?>();
        for (var i = 0; i < _pieces.Length; i++)
        {
            if (i > 0)
            {
                flat.Add(null);
            }

            flat.AddRange(_pieces[i].Tokens.Select(t => (GlobToken?)t));
        }

        return flat;
    }

    /// <summary>The pattern in its canonical spelling.</summary>
    public override string ToString() => string.Join('*', _pieces.Select(p => p.ToString()));
}
