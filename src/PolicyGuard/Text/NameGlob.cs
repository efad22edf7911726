namespace PolicyGuard.Text;

/// <summary>
/// A glob over canonical names. The pattern is folded as names are. Without a namespace it is compared with the name without its
/// namespace, and, where a match tightens, with the whole name too: <c>delete_*</c> meets <c>fs__delete_x</c>, and an allowed
/// <c>read_*</c> does not admit <c>read_x.delete_all</c>. A pattern with a namespace is compared with the whole name.
/// </summary>
public sealed class NameGlob
{
    private readonly Glob _glob;
    private readonly bool _whole;

    private NameGlob(string pattern, Glob glob)
    {
        Pattern = pattern;
        _glob = glob;
        _whole = glob.Pattern.AsSpan().ContainsAny('.', '/', ':') || glob.Pattern.Contains("__", StringComparison.Ordinal);
    }

    /// <summary>The pattern as written.</summary>
    public string Pattern { get; }

    /// <summary>Whether the pattern is compared with whole names only.</summary>
    public bool HasNamespace => _whole;

    /// <summary>The folded glob.</summary>
    public Glob Folded => _glob;

    /// <summary>Compiles a pattern.</summary>
    /// <exception cref="FormatException">The pattern cannot be folded or compiled; the message says why.</exception>
    public static NameGlob Parse(string pattern, GlobSyntax syntax)
    {
        var folded = FoldPattern(pattern, out var fault) ?? throw new FormatException(fault);
        return new NameGlob(pattern, Glob.Parse(folded, syntax));
    }

    /// <summary>Compiles a pattern with the full syntax.</summary>
    /// <exception cref="FormatException">The pattern cannot be folded or compiled.</exception>
    public static NameGlob Of(string pattern) => Parse(pattern, GlobSyntax.Full);

    /// <summary>Whether the pattern meets the name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tightens">Whether a match makes the outcome stricter; then the whole name is compared as well.</param>
    public bool Meets(CanonicalName name, bool tightens) => _whole
        ? _glob.IsMatch(name.Full)
        : _glob.IsMatch(name.Leaf) || (tightens && name.HasNamespace && _glob.IsMatch(name.Full));

    // Sets keep their dashes: `[a-z]` is a range, not a separator.
    private static string? FoldPattern(string pattern, out string? fault)
    {
        if (pattern.Length == 0)
        {
            fault = "the pattern is empty";
            return null;
        }

        var result = new System.Text.StringBuilder(pattern.Length);
        var i = 0;
        while (i < pattern.Length)
        {
            var open = pattern.IndexOf('[', i);
            var close = open < 0 ? -1 : pattern.IndexOf(']', Math.Min(pattern.Length, open + 2));
            var end = close < 0 ? pattern.Length : open;
            if (NameFolding.Fold(pattern[i..end], separators: true, out fault) is not { } folded)
            {
                return null;
            }

            result.Append(folded);
            i = end;
            if (close >= 0)
            {
                if (NameFolding.Fold(pattern[open..(close + 1)], separators: false, out fault) is not { } set)
                {
                    return null;
                }

                result.Append(set);
                i = close + 1;
            }
        }

        fault = null;
        return result.ToString();
    }
}
