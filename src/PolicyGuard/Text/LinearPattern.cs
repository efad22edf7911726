using System.Text.RegularExpressions;

namespace PolicyGuard.Text;

/// <summary>
/// A regular expression that costs time in proportion to its input, whatever the input is: the engine never backtracks, the pattern's
/// automaton is bounded, and a match that still takes too long ends with an exception that callers must treat as doubt.
/// Letter case and culture never count.
/// </summary>
public sealed class LinearPattern
{
    /// <summary>The longest pattern that is read, in UTF-16 units.</summary>
    public const int MaxLength = 2000;

    /// <summary>The largest automaton that is built, in positions. Its size bounds the work per input character.</summary>
    public const int MaxPositions = 2000;

    /// <summary>How long one match may take: generous, because a timeout tightens; it exists so that nothing ever hangs.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;
    private readonly string _pattern;
    private readonly RegexOptions _options;
    private Regex? _regex;

    private LinearPattern(string written, string pattern, RegexOptions options)
    {
        Written = written;
        _pattern = pattern;
        _options = options;
    }

    /// <summary>The pattern as written.</summary>
    public string Written { get; }

    /// <summary>Reads a pattern that is searched for anywhere in a text.</summary>
    /// <param name="pattern">A .NET regular expression without backreferences, lookarounds and atomic groups.</param>
    /// <param name="result">The pattern, where it can be matched in linear time.</param>
    /// <param name="fault">Why it cannot.</param>
    public static bool TryCreate(string pattern, out LinearPattern? result, out string? fault) => TryCreate(pattern, pattern, out result, out fault);

    /// <summary>Reads a pattern that must match a whole text, a trailing newline included.</summary>
    public static bool TryCreateWhole(string pattern, out LinearPattern? result, out string? fault) =>
        TryCreate(pattern, $@"\A(?:{pattern})\z", out result, out fault);

    /// <summary>Reads a pattern in which letter case counts, searched for anywhere in a text.</summary>
    /// <param name="written">The pattern as its author wrote it.</param>
    /// <param name="pattern">The same for this engine.</param>
    /// <param name="result">The pattern, where it can be matched in linear time.</param>
    /// <param name="fault">Why it cannot.</param>
    internal static bool TryCreateExact(string written, string pattern, out LinearPattern? result, out string? fault) =>
        TryCreate(written, pattern, out result, out fault, Options & ~RegexOptions.IgnoreCase, pattern);

    private static bool TryCreate(string written, string pattern, out LinearPattern? result, out string? fault, RegexOptions options = Options, string? parsed = null)
    {
        result = null;
        if (written.Length > MaxLength)
        {
            fault = $"the pattern is longer than {MaxLength} characters";
            return false;
        }

        if (PatternSize.Estimate(parsed ?? written) is var size && size > MaxPositions)
        {
            fault = $"the pattern unrolls to about {size} positions; {MaxPositions} are allowed";
            return false;
        }

        try
        {
            // Parsing alone is quick and finds every fault of spelling; also `a)(b`, which must not become a pattern inside the anchors.
            _ = new Regex(parsed ?? written, options & ~RegexOptions.NonBacktracking, Timeout);
            result = new LinearPattern(written, pattern, options);
            if (!IsPlain(parsed ?? written))
            {
                result.Warm();
            }

            fault = null;
            return true;
        }
        catch (NotSupportedException)
        {
            fault = "the pattern cannot be matched in linear time: backreferences, lookarounds, atomic groups and conditions are not supported";
            return false;
        }
        catch (ArgumentException e)
        {
            fault = Sentence(e.Message);
            return false;
        }
    }

    /// <summary>Whether the pattern occurs in the text.</summary>
    /// <exception cref="RegexMatchTimeoutException">The match took longer than <see cref="Timeout"/>.</exception>
    public bool IsMatch(ReadOnlySpan<char> text) => (_regex ?? Warm()).IsMatch(text);

    /// <summary>
    /// Builds the automaton, which takes milliseconds and tens of kilobytes: at the first match, unless it was asked for before. Two threads
    /// may build it at once; one is kept.
    /// </summary>
    internal Regex Warm() => _regex ??= new Regex(_pattern, _options, Timeout);

    // Whether the pattern has only constructs that every engine knows. Then building it cannot fail and may wait; of any other pattern the
    // engine itself says at once whether it can match it in linear time.
    private static bool IsPlain(string pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    if (i < pattern.Length && char.IsLetterOrDigit(pattern[i]) && !"dDwWsSbBAzZnrtfvepPxu".Contains(pattern[i]))
                    {
                        return false;
                    }

                    break;
                case '(' when i + 1 < pattern.Length && pattern[i + 1] == '?' && !(i + 2 < pattern.Length && pattern[i + 2] == ':'):
                    return false;
            }
        }

        return true;
    }

    // "Invalid pattern '[x' at offset 2. Unterminated [] set." -> "unterminated [] set at offset 2"
    private static string Sentence(string message)
    {
        const string Marker = " at offset ";
        var at = message.LastIndexOf(Marker, StringComparison.Ordinal);
        var end = at < 0 ? -1 : message.IndexOf(". ", at, StringComparison.Ordinal);
        if (end < 0)
        {
            return "the pattern is not a regular expression";
        }

        var what = message[(end + 2)..].TrimEnd('.');
        return $"{char.ToLowerInvariant(what[0])}{what[1..]}{message[at..end]}";
    }

    /// <inheritdoc/>
    public override string ToString() => Written;
}
