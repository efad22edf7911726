using System.Buffers;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>
/// Reads what is given to a name: in code, JSON, YAML, an environment, a header, a command line, XML or a call's arguments. Looks a bounded
/// way ahead, whatever the text is.
/// </summary>
internal readonly ref struct Assignment
{
    // A name and its value stand close together; an unbounded search would make a text of blanks quadratic.
    private const int LongestName = 48;
    private const int LongestGap = 8;
    
    /// <summary>Values are cut at this length.</summary>
    public const int LongestValue = 512;

    private static readonly SearchValues<char> Identifiers =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.");

    private Assignment(ReadOnlySpan<char> name, int start, int length, char quote, ReadOnlySpan<char> sign, bool isCode)
    {
        IsList = sign.Contains(',');
        IsCall = sign.Contains('(');
        IsCode = isCode;
        Name = name;
        Start = start;
        Length = length;
        Quote = quote;
    }

    /// <summary>The whole name, with up to two words before its operator; empty where nothing is assigned.</summary>
    public ReadOnlySpan<char> Name { get; }

    /// <summary>Where the value begins.</summary>
    public int Start { get; }

    /// <summary>How long it is.</summary>
    public int Length { get; }

    /// <summary>The quote before the value, or NUL.</summary>
    public char Quote { get; }

    /// <summary>Whether only a comma stands between the two, as between the arguments of a call, but also in any list.</summary>
    public bool IsList { get; }

    /// <summary>Whether the value is the argument of a call of that name.</summary>
    public bool IsCall { get; }

    /// <summary>Whether the value is bare and something is called on it, indexed in it or taken from it: an expression and no literal.</summary>
    public bool IsCode { get; }

    /// <summary>The assignment to the name in which a keyword stands.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keyword">Where the keyword begins.</param>
    /// <param name="end">Where it ends.</param>
    public static Assignment At(ReadOnlySpan<char> text, int keyword, int end)
    {
        var left = keyword;
        while (left > 0 && keyword - left < LongestName && CharClass.Name.Contains(text[left - 1]))
        {
            left--;
        }

        var isFlag = text[left..keyword].StartsWith("--", StringComparison.Ordinal) || (keyword == left && left > 0 && text[left - 1] == '-');
        var i = EndOfWord(text, end, LongestName);
        for (var words = 0; ; words++)
        {
            var value = Operator(text, i, isFlag && words == 0);
            if (value >= 0)
            {
                return WithValue(text, text[left..i], value, text[i..value]);
            }

            // "secret access key: x" and "client secret: x" are names of several words.
            var next = Skip(text, i, " ", 1);
            if (words == 2 || next == i || next == text.Length || !char.IsAsciiLetter(text[next]))
            {
                return default;
            }

            i = EndOfWord(text, next, 24);
        }
    }

    private static Assignment WithValue(ReadOnlySpan<char> text, ReadOnlySpan<char> name, int i, ReadOnlySpan<char> sign)
    {
        var start = Skip(text, i, " \t\"'`\\\n", LongestGap);
        if (start + 1 < text.Length && text[start] is '(' or '[' or '{' && text[start + 1] is '"' or '\'')
        {
            start += 2;
        }

        var quote = '\0';
        for (var k = start - 1; k >= i; k--)
        {
            if (text[k] is '"' or '\'' or '`')
            {
                quote = text[k];
                break;
            }
        }

        var rest = text.Slice(start, Math.Min(LongestValue, text.Length - start));
        var end = quote == '\0' ? rest.IndexOfAny(" \t\r\n\"'`,;<>()[]{}|&\\") : rest.IndexOfAny(quote, '\n', '\r');
        if (end < 0)
        {
            // A value without an end is cut where we stop to look; a quote that is never closed ends at the first blank.
            end = quote == '\0' ? rest.Length : Math.Max(rest.IndexOf(' '), 0) is var blank && blank > 0 ? blank : rest.Length;
        }

        var value = rest[..end].TrimEnd('\\');
        var isCode = quote == '\0' && ((end < rest.Length && rest[end] is '(' or '[') || IsMemberAccess(value));
        return new Assignment(name, start, value.Length, quote, sign, isCode);
    }

    /// <summary>Whether the value is an expression such as <c>user.password2</c> or <c>Namespace.Type</c>.</summary>
    public static bool IsMemberAccess(ReadOnlySpan<char> value) =>
        value.IndexOf('.') is > 0 and var dot && dot < value.Length - 1
        && char.IsAsciiLetterOrDigit(value[dot - 1]) && char.IsAsciiLetter(value[dot + 1])
        && char.IsAsciiLetter(value[0]) && !value.ContainsAnyExcept(Identifiers);

    // Behind a name: what closes it, then one of the signs that give it a value. Returns where the value's side begins, or a negative number.
    private static int Operator(ReadOnlySpan<char> text, int i, bool isFlag)
    {
        var at = Skip(text, i, " \t\"'`]\\", LongestGap);
        if (at >= text.Length)
        {
            return -1;
        }

        switch (text[at])
        {
            case ':' or '=' or '?' or '|' or ',' or '>' or '-' when Skip(text, at, ":=?|>,-", 4) is var end && IsOperator(text[at..end]):
                return Annotated(text, end);
            case '(' when at + 1 < text.Length && text[at + 1] is '"' or '\'':
                return at + 1;
            default:
                return isFlag && at > i && text[i] is ' ' ? i : IsVerb(text, at, i);
        }
    }

    private static bool IsOperator(ReadOnlySpan<char> sign) =>
        sign is ":" or "=" or ":=" or "::=" or ":::=" or "?=" or "=>" or "->" or "||" or "||=" or "==" or "===" or "!=" or "!==" or "::" or "," or ">"
            or "=-";

    // "const KEY: string = value" gives a type before the value.
    private static int Annotated(ReadOnlySpan<char> text, int end)
    {
        var type = Skip(text, end, " ", 1);
        var after = EndOfWord(text, type, 24);
        var sign = Skip(text, after, " ", 1);
        return after > type && sign + 1 < text.Length && text[sign] == '=' && text[sign + 1] is ' ' or '"' or '\'' ? sign + 1 : end;
    }

    // "the password is x".
    private static int IsVerb(ReadOnlySpan<char> text, int at, int i) =>
        at > i && at + 3 < text.Length && text[at] is 'i' or 'I' && text[at + 1] is 's' or 'S' && text[at + 2] is ' ' or ':' ? at + 3 : -1;

    private static int EndOfWord(ReadOnlySpan<char> text, int i, int most)
    {
        var end = i;
        while (end < text.Length && end - i < most && CharClass.Name.Contains(text[end]))
        {
            end++;
        }

        return end;
    }

    private static int Skip(ReadOnlySpan<char> text, int i, string characters, int most)
    {
        for (var n = 0; n < most && i < text.Length && characters.Contains(text[i]); n++)
        {
            i++;
        }

        return i;
    }
}
