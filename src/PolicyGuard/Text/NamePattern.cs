namespace PolicyGuard.Text;

/// <summary>
/// A pattern for the names of tools, resources and prompts: a glob, or in the MCPGuard dialect a regular expression over the whole name.
/// Patterns are folded as names are, so that <c>Delete-*</c> meets <c>delete_x</c>.
/// </summary>
/// <remarks>
/// A pattern without a namespace separator is compared with the name behind the namespace: <c>read_*</c> meets <c>fs__read_file</c>.
/// A pattern with one is compared with the whole name: <c>fs__*</c>. Read <em>carefully</em>, that is all; so <c>read_*</c> does not admit
/// <c>read_x.delete_all</c>. Read <em>widely</em>, a pattern without a separator is also compared with the whole name; so
/// <c>delete_*</c> does stop <c>delete_x.y</c>. What loosens reads carefully, what tightens reads widely.
/// </remarks>
public sealed class NamePattern
{
    private readonly Glob? _name;
    private readonly Glob? _uri;
    private readonly LinearPattern? _regex;
    private readonly LinearPattern? _uriRegex;

    private NamePattern(string written, bool hasNamespace, Glob? name, Glob? uri, LinearPattern? regex, LinearPattern? uriRegex)
    {
        Written = written;
        HasNamespace = hasNamespace;
        _name = name;
        _uri = uri;
        _regex = regex;
        _uriRegex = uriRegex;
    }

    /// <summary>The pattern as written.</summary>
    public string Written { get; }

    /// <summary>Whether the pattern is a regular expression that no glob can say.</summary>
    public bool IsRegex => _regex is not null;

    /// <summary>Whether the pattern speaks of a namespace and is therefore compared with whole names.</summary>
    public bool HasNamespace { get; }

    /// <summary>Whether every name matches.</summary>
    public bool MatchesAll => _name?.MatchesAll ?? false;

    /// <summary>Reads a glob.</summary>
    /// <param name="text">The glob as written.</param>
    /// <param name="pattern">The pattern, where the text has a meaning.</param>
    /// <param name="fault">Why it has none.</param>
    public static bool TryParseGlob(string text, out NamePattern? pattern, out string? fault)
    {
        pattern = null;
        if (!Glob.TryParseName(text, opaque: false, out var name, out fault) || !Glob.TryParseName(text, opaque: true, out var uri, out fault))
        {
            return false;
        }

        pattern = new NamePattern(text, NamespaceOf(text), name, uri, null, null);
        return true;
    }

    /// <summary>Reads a glob that must have a meaning.</summary>
    /// <exception cref="FormatException">It has none; the message says why.</exception>
    public static NamePattern OfGlob(string text) => TryParseGlob(text, out var pattern, out var fault) ? pattern! : throw new FormatException($"`{text}`: {fault}");

    /// <summary>Reads a regular expression that is compared with whole names.</summary>
    /// <param name="text">The expression as written.</param>
    /// <param name="pattern">The pattern, where it can be matched in linear time.</param>
    /// <param name="fault">Why it cannot.</param>
    public static bool TryParseRegex(string text, out NamePattern? pattern, out string? fault)
    {
        pattern = null;
        if (NameRegex.AsGlob(text) is { } glob && TryParseGlob(glob, out var same, out _))
        {
            pattern = new NamePattern(text, same!.HasNamespace, same._name, same._uri, null, null);
            fault = null;
            return true;
        }

        if (!LinearPattern.TryCreateWhole(text, out var asWritten, out fault))
        {
            return false;
        }

        var folded = NameRegex.Fold(text);
        var forNames = asWritten;
        if (folded != text && !LinearPattern.TryCreateWhole(folded, out forNames, out fault))
        {
            return false;
        }

        pattern = new NamePattern(text, NameRegex.HasNamespace(text), null, null, forNames, asWritten);
        return true;
    }

    /// <summary>Whether a name matches.</summary>
    /// <param name="name">The name.</param>
    /// <param name="wide">True for patterns that tighten, false for those that loosen; see the remarks on the type.</param>
    /// <param name="upstream">The upstream at which the name lives, or null: a name without a prefix is compared as <c>upstream__name</c> too.</param>
    public bool Matches(CanonicalName name, bool wide, string? upstream = null)
    {
        if (!HasNamespace || name.IsOpaque)
        {
            return Takes(name.Leaf, name.IsOpaque) || (wide && name.HasNamespace && Takes(name.Full, name.IsOpaque)) || (wide && name.Local is { } local && Takes(local, opaque: true));
        }

        return Takes(name.Full, opaque: false)
            || (upstream is not null && NameFolding.Word(upstream) is { } prefix && Takes($"{prefix}__{name.Full}", opaque: false));
    }

    /// <summary>Whether a canonical text matches; which one is meant is the caller's to know.</summary>
    internal bool Takes(ReadOnlySpan<char> text, bool opaque) => _regex is null
        ? (opaque ? _uri! : _name!).IsMatch(text)
        : (opaque ? _uriRegex! : _regex).IsMatch(text);

    /// <summary>The only canonical name (or URI) that matches; null where there are several.</summary>
    internal string? Literal(bool opaque) => (opaque ? _uri : _name)?.Literal;

    /// <summary>What every matching name (or URI) begins with.</summary>
    internal string Prefix(bool opaque) => _regex is null ? (opaque ? _uri! : _name!).Prefix : opaque ? "" : NameRegex.Prefix(_regex.Written);

    /// <summary>What every matching name (or URI) ends with.</summary>
    internal string Suffix(bool opaque) => (opaque ? _uri : _name)?.Suffix ?? "";

    /// <summary>Whether every name that another pattern meets, carefully read, is met by this one too. Never says yes wrongly.</summary>
    internal bool Includes(NamePattern other)
    {
        if (MatchesAll || Canonical == other.Canonical)
        {
            return true;
        }

        return HasNamespace == other.HasNamespace && _name is not null && other._name is not null && _name.Includes(other._name) && _uri!.Includes(other._uri!);
    }

    /// <summary>A name that the pattern meets, or null where none is plain.</summary>
    internal string? Sample() => _name?.Sample();

    /// <summary>What every matching name (or URI) contains.</summary>
    internal IEnumerable<string> Parts(bool opaque) => (opaque ? _uri : _name)?.Parts ?? [];

    /// <summary>The canonical spelling, for hashing.</summary>
    internal string Canonical => _regex is null ? $"glob {_name} {_uri}" : $"regex {_regex.Written}";

    private static bool NamespaceOf(string glob)
    {
        for (var i = 0; i < glob.Length; i++)
        {
            switch (glob[i])
            {
                case '*' or '?' or '-' or ' ':
                    continue;
                case '[':
                    i = Math.Max(i, glob.IndexOf(']', Math.Min(glob.Length, i + 2)));
                    continue;
                case '_' when i + 1 < glob.Length && glob[i + 1] == '_':
                    return true;
                case var c when char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) && c != '_':
                    return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Written;
}
