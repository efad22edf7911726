namespace PolicyGuard.Text;

/// <summary>Which characters of a glob are special.</summary>
public enum GlobSyntax
{
    /// <summary>Only <c>*</c> (governance JSON).</summary>
    StarOnly,

    /// <summary><c>*</c>, <c>?</c>, <c>[abc]</c>, <c>[a-z]</c> and <c>[!abc]</c> (native files, intent policies).</summary>
    Full,
}

/// <summary>
/// A compiled glob that matches whole strings in linear space and at most quadratic time, without a regular expression: on a mismatch it
/// goes back to the last star only, which is enough because an earlier star can never do better.
/// </summary>
public sealed class Glob
{
    private const char Star = '\uE000';
    private const char AnyOne = '\uE001';
    private const char Set = '\uE002';

    // Pattern characters; the three private-use ones above stand for tokens, and no name that is compared may hold private-use characters.
    private readonly string _tokens;
    private readonly string[] _sets;

    private Glob(string pattern, string tokens, string[] sets)
    {
        Pattern = pattern;
        _tokens = tokens;
        _sets = sets;
    }

    /// <summary>The pattern as written.</summary>
    public string Pattern { get; }

    /// <summary>Whether nothing in the pattern is special.</summary>
    public bool IsLiteral => _sets.Length == 0 && !_tokens.AsSpan().ContainsAny(Star, AnyOne);

    /// <summary>The characters before the first special one.</summary>
    public ReadOnlySpan<char> LiteralPrefix
    {
        get
        {
            var end = _tokens.AsSpan().IndexOfAny(Star, AnyOne, Set);
            return end < 0 ? _tokens : _tokens.AsSpan(0, end);
        }
    }

    /// <summary>Compiles a pattern as it stands; letter case counts.</summary>
    /// <exception cref="FormatException">A <c>[</c> without <c>]</c>, or an empty or reversed set; the message says which.</exception>
    public static Glob Parse(string pattern, GlobSyntax syntax = GlobSyntax.Full)
    {
        var tokens = new System.Text.StringBuilder(pattern.Length);
        var sets = new List<string>();
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c is Star or AnyOne or Set)
            {
                throw new FormatException("the pattern holds a private-use character");
            }

            if (c == '*')
            {
                if (tokens.Length == 0 || tokens[^1] != Star)
                {
                    tokens.Append(Star);
                }
            }
            else if (c == '?' && syntax == GlobSyntax.Full)
            {
                tokens.Append(AnyOne);
            }
            else if (c == '[' && syntax == GlobSyntax.Full)
            {
                var close = pattern.IndexOf(']', Math.Min(pattern.Length, i + 2));
                if (close < 0)
                {
                    throw new FormatException($"`[` at position {i + 1} has no `]`");
                }

                sets.Add(pattern[(i + 1)..close]);
                CheckSet(sets[^1], i);
                tokens.Append(Set);
                i = close;
            }
            else
            {
                tokens.Append(c);
            }
        }

        return new Glob(pattern, tokens.ToString(), [.. sets]);
    }

    /// <summary>Whether the whole text matches.</summary>
    public bool IsMatch(ReadOnlySpan<char> text)
    {
        int t = 0, p = 0, set = 0, starAt = -1, starText = 0, starSet = 0;
        while (t < text.Length)
        {
            if (p < _tokens.Length && _tokens[p] == Star)
            {
                (starAt, starText, starSet) = (p++, t, set);
                continue;
            }

            if (p < _tokens.Length && One(_tokens[p], set, text[t]))
            {
                set += _tokens[p] == Set ? 1 : 0;
                p++;
                t++;
                continue;
            }

            if (starAt < 0)
            {
                return false;
            }

            p = starAt + 1;
            set = starSet;
            t = ++starText;
        }

        while (p < _tokens.Length && _tokens[p] == Star)
        {
            p++;
        }

        return p == _tokens.Length;
    }

    /// <inheritdoc/>
    public override string ToString() => Pattern;

    private bool One(char token, int set, char c) => token switch
    {
        AnyOne => true,
        Set => InSet(_sets[set], c),
        _ => token == c,
    };

    private static bool InSet(string set, char c)
    {
        var negated = set[0] == '!';
        for (var i = negated ? 1 : 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                if (c >= set[i] && c <= set[i + 2])
                {
                    return !negated;
                }

                i += 2;
            }
            else if (set[i] == c)
            {
                return !negated;
            }
        }

        return negated;
    }

    private static void CheckSet(string set, int at)
    {
        if (set is "" or "!")
        {
            throw new FormatException($"the set at position {at + 1} is empty");
        }

        for (var i = 0; i + 2 < set.Length; i++)
        {
            if (set[i + 1] == '-' && set[i] > set[i + 2])
            {
                throw new FormatException($"the range `{set[i]}-{set[i + 2]}` at position {at + 1} is reversed");
            }
        }
    }
}
