using System.Text;

namespace PolicyGuard.Text;

/// <summary>What stands between two stars of a glob: characters, each fixed, free or of a set.</summary>
internal sealed class GlobPiece(string? text, GlobToken[] tokens)
{
    /// <summary>The characters, where all of them are fixed; else null.</summary>
    public string? Text { get; } = text;

    /// <summary>How many characters the piece takes.</summary>
    public int Length => Text?.Length ?? tokens.Length;

    /// <summary>The characters one by one.</summary>
    public IEnumerable<GlobToken> Tokens => Text?.Select(c => new GlobToken(c, null)) ?? tokens;

    /// <summary>How much of the text's start the piece takes, or -1.</summary>
    public int MatchStart(ReadOnlySpan<char> text, bool ignoreCase)
    {
        if (Text is not null)
        {
            return text.StartsWith(Text, Comparison(ignoreCase)) ? Text.Length : -1;
        }

        var at = 0;
        foreach (var token in tokens)
        {
            if (at >= text.Length || !token.Takes(text[at], ignoreCase))
            {
                return -1;
            }

            // `?` takes a whole character, also where UTF-16 needs two units for it.
            at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length && token.Literal is null ? 2 : 1;
        }

        return at;
    }

    /// <summary>Where the piece's first occurrence ends, or -1.</summary>
    public int Find(ReadOnlySpan<char> text, bool ignoreCase)
    {
        if (Text is not null)
        {
            var at = text.IndexOf(Text, Comparison(ignoreCase));
            return at < 0 ? -1 : at + Text.Length;
        }

        for (var start = 0; start + tokens.Length <= text.Length; start++)
        {
            var used = MatchStart(text[start..], ignoreCase);
            if (used >= 0)
            {
                return start + used;
            }
        }

        return -1;
    }

    /// <summary>Whether the piece takes the text's end.</summary>
    public bool MatchEnd(ReadOnlySpan<char> text, bool ignoreCase)
    {
        if (Text is not null)
        {
            return text.EndsWith(Text, Comparison(ignoreCase));
        }

        // With characters of two units the piece may take more units than it has tokens, at most twice as many.
        for (var start = Math.Max(0, text.Length - (2 * tokens.Length)); start + tokens.Length <= text.Length; start++)
        {
            if (MatchStart(text[start..], ignoreCase) == text.Length - start)
            {
                return true;
            }
        }

        return false;
    }

    private static StringComparison Comparison(bool ignoreCase) => ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <inheritdoc/>
    public override string ToString() => Text ?? string.Concat(tokens.Select(t => t.ToString()));
}

/// <summary>One character of a glob.</summary>
/// <param name="Literal">The character, or null.</param>
/// <param name="Set">The set, where it is one.</param>
internal readonly record struct GlobToken(char? Literal, GlobSet? Set)
{
    public bool Takes(char c, bool ignoreCase)
    {
        if (Literal is { } fixedChar)
        {
            return c == fixedChar || (ignoreCase && char.ToLowerInvariant(c) == fixedChar);
        }

        return Set?.Takes(c, ignoreCase) ?? true;
    }

    /// <summary>Whether every character that another token takes is taken here too.</summary>
    public bool Includes(GlobToken other) => (Literal, Set) switch
    {
        (null, null) => true,
        ({ } c, _) => other.Literal == c,
        _ => other.Literal is { } c ? Set!.Takes(c, ignoreCase: false) : other.Set is not null && other.Set.ToString() == Set!.ToString(),
    };

    /// <summary>A character that the token takes, or null where none is plain.</summary>
    public char? Sample => Literal ?? (Set is null ? 'x' : Set.Sample());

    public override string ToString() => Literal is { } c ? (c is '[' or '?' or '*' ? $"[{c}]" : c.ToString()) : Set?.ToString() ?? "?";
}

/// <summary>A set of characters.</summary>
internal sealed class GlobSet(bool negated, (char Low, char High)[] ranges)
{
    public bool Takes(char c, bool ignoreCase) =>
        negated != (Holds(c) || (ignoreCase && (Holds(char.ToLowerInvariant(c)) || Holds(char.ToUpperInvariant(c)))));

    public char? Sample()
    {
        foreach (var c in "abcdefghijklmnopqrstuvwxyz0123456789_")
        {
            if (Takes(c, ignoreCase: false))
            {
                return c;
            }
        }

        return null;
    }

    private bool Holds(char c)
    {
        foreach (var (low, high) in ranges)
        {
            if (c >= low && c <= high)
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString()
    {
        var text = new StringBuilder(negated ? "[!" : "[");
        foreach (var (low, high) in ranges)
        {
            text.Append(low == high ? low.ToString() : $"{low}-{high}");
        }

        return text.Append(']').ToString();
    }
}
