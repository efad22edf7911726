using System.Text;

namespace PolicyGuard.Text;

/// <summary>
/// Says a pattern of Go's syntax (RE2) in the words of this platform. What means the same there and here passes; what means something else is put in
/// other words; what cannot be said is refused. <c>\d</c>, <c>\w</c> and <c>\s</c> are ASCII there, and <c>$</c> is the end of the text.
/// </summary>
internal static class Re2Pattern
{
    private const string Digits = "0-9";
    private const string Words = "0-9A-Za-z_";
    private const string Blanks = "\\t\\n\\f\\r ";

    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z", ["alpha"] = "A-Za-z", ["ascii"] = "\\x00-\\x7F", ["blank"] = "\\t ", ["cntrl"] = "\\x00-\\x1F\\x7F", ["digit"] = Digits, ["graph"] = "!-~",
        ["lower"] = "a-z", ["print"] = " -~", ["punct"] = "!-/:-@\\[-`{-~", ["space"] = "\\t\\n\\v\\f\\r ", ["upper"] = "A-Z", ["word"] = Words, ["xdigit"] = "0-9A-Fa-f",
    };

    /// <summary>Translates a pattern.</summary>
    /// <param name="pattern">A pattern as Go's <c>regexp</c> reads it.</param>
    /// <param name="result">The same for this platform.</param>
    /// <param name="fault">Why it cannot be said.</param>
    public static bool TryTranslate(string pattern, out string result, out string? fault)
    {
        var text = new StringBuilder(pattern.Length + 16);
        fault = null;
        // In (?m) both engines take a line end for `$`.
        var lines = Flags(pattern).Contains('m');
        for (var i = 0; i < pattern.Length && fault is null; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i = Escape(pattern, i, inClass: false, text, ref fault);
                    break;
                case '[':
                    i = Class(pattern, i, text, ref fault);
                    break;
                case '$' when !lines:
                    text.Append("\\z");
                    break;
                case '(' when pattern.AsSpan(i).StartsWith("(?P<"):
                    text.Append("(?<");
                    i += 3;
                    break;
                case '(' when pattern.AsSpan(i).StartsWith("(?") && i + 2 < pattern.Length && pattern[i + 2] is not (':' or '<'):
                    i = Group(pattern, i, text, ref fault);
                    break;
                case '*' or '+' or '?' or '}' when i + 1 < pattern.Length && pattern[i + 1] == '+':
                    fault = $"`{pattern[i]}+` at offset {i} is possessive, which needs backtracking";
                    break;
                default:
                    text.Append(pattern[i]);
                    break;
            }
        }

        result = text.ToString();
        return fault is null;
    }

    // `(?i)` and `(?i:`
    private static int Group(string pattern, int start, StringBuilder text, ref string? fault)
    {
        var end = pattern.AsSpan(start).IndexOfAny(':', ')');
        var flags = end < 0 ? "" : pattern.Substring(start + 2, end - 2);
        if (end < 0 || flags.AsSpan().ContainsAnyExcept("ims-"))
        {
            fault = flags.Contains('U') ? $"the flag U at offset {start} turns greediness round, which is not supported" : $"the group at offset {start} is not supported";
            return start;
        }

        text.Append(pattern, start, end + 1);
        return start + end;
    }

    private static string Flags(string pattern)
    {
        var flags = new StringBuilder();
        for (var i = pattern.IndexOf("(?", StringComparison.Ordinal); i >= 0; i = pattern.IndexOf("(?", i + 2, StringComparison.Ordinal))
        {
            for (var j = i + 2; j < pattern.Length && char.IsAsciiLetter(pattern[j]); j++)
            {
                flags.Append(pattern[j]);
            }
        }

        return flags.ToString();
    }

    private static int Class(string pattern, int start, StringBuilder text, ref string? fault)
    {
        text.Append('[');
        var i = start + 1;
        if (i < pattern.Length && pattern[i] == '^')
        {
            text.Append('^');
            i++;
        }

        for (var first = i; i < pattern.Length && fault is null; i++)
        {
            if (pattern[i] == ']' && i > first)
            {
                text.Append(']');
                return i;
            }

            if (pattern.AsSpan(i).StartsWith("[:"))
            {
                var end = pattern.IndexOf(":]", i, StringComparison.Ordinal);
                if (end < 0 || !Named.TryGetValue(pattern[(i + 2)..end], out var range))
                {
                    fault = $"the class at offset {i} is not supported";
                    return i;
                }

                text.Append(range);
                i = end + 1;
            }
            else if (pattern[i] == '\\')
            {
                i = Escape(pattern, i, inClass: true, text, ref fault);
            }
            else
            {
                // A bracket in a class would begin a subtraction here, and one that comes first stands for itself.
                text.Append(pattern[i] is '[' or ']' ? $"\\{pattern[i]}" : pattern[i].ToString());
            }
        }

        fault ??= $"the class at offset {start} has no end";
        return i;
    }

    private static int Escape(string pattern, int at, bool inClass, StringBuilder text, ref string? fault)
    {
        if (at + 1 >= pattern.Length)
        {
            fault = "the pattern ends with a backslash";
            return at;
        }

        var c = pattern[at + 1];
        switch (c)
        {
            case 'd' or 'w' or 's':
                var range = c == 'd' ? Digits : c == 'w' ? Words : Blanks;
                text.Append(inClass ? range : $"[{range}]");
                return at + 1;
            case 'D' or 'W' or 'S' when !inClass:
                text.Append($"[^{(c == 'D' ? Digits : c == 'W' ? Words : Blanks)}]");
                return at + 1;
            case 'Q':
                var end = pattern.IndexOf("\\E", at + 2, StringComparison.Ordinal);
                end = end < 0 ? pattern.Length : end;
                text.Append(System.Text.RegularExpressions.Regex.Escape(pattern[(at + 2)..end]));
                return Math.Min(end + 1, pattern.Length - 1);
            case 'x' when at + 2 < pattern.Length && pattern[at + 2] == '{':
                var close = pattern.IndexOf('}', at);
                if (close > 0 && int.TryParse(pattern.AsSpan(at + 3, close - at - 3), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var point) && point <= 0xFFFF)
                {
                    text.Append($"\\u{point:X4}");
                    return close;
                }

                fault = $"the character at offset {at} is not supported";
                return at;
            case 'p' or 'P' when at + 2 < pattern.Length && pattern[at + 2] != '{':
                text.Append($"\\{c}{{{pattern[at + 2]}}}");
                return at + 2;
            case 'C' or (>= '1' and <= '9'):
                fault = $"`\\{c}` at offset {at} is not supported";
                return at;
            case '_':
                text.Append('_');
                return at + 1;
            default:
                text.Append('\\').Append(c);
                return at + 1;
        }
    }
}
