using System.Text;

namespace PolicyGuard.Text;

/// <summary>What the MCPGuard dialect's regular expressions over names need: folding as names are folded, and globs where a glob says the same.</summary>
internal static class NameRegex
{
    /// <summary>The glob with the same meaning, or null. Globs are indexed and cost no automaton; most expressions in policies are globs.</summary>
    public static string? AsGlob(string regex)
    {
        var text = regex.AsSpan();
        text = text.StartsWith("^") ? text[1..] : text;
        text = text.EndsWith("$") && !text.EndsWith("\\$") ? text[..^1] : text;
        var glob = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '/' or ':' or ' ')
            {
                glob.Append(c);
            }
            else if (c == '\\' && i + 1 < text.Length && text[i + 1] is '.' or '-' or '/')
            {
                glob.Append(text[++i]);
            }
            else if (c == '.' && i + 1 < text.Length && text[i + 1] is '*' or '+')
            {
                glob.Append(text[++i] == '*' ? "*" : "?*");
            }
            else if (c == '.' && (i + 1 == text.Length || text[i + 1] is not ('?' or '{')))
            {
                glob.Append('?');
            }
            else
            {
                return null;
            }

            // A quantifier behind a literal (`ab?`) is no glob; `.*?` is, but nobody needs it.
            if (i + 1 < text.Length && text[i + 1] is '*' or '+' or '?' or '{')
            {
                return null;
            }
        }

        return glob.Length == 0 ? null : glob.ToString();
    }

    /// <summary>The expression with its literal characters folded as names are: <c>delete-.*</c> → <c>delete_.*</c>.</summary>
    public static string Fold(string regex)
    {
        var result = new StringBuilder(regex.Length);
        var inClass = false;
        for (var i = 0; i < regex.Length; i++)
        {
            var c = regex[i];
            if (c == '\\' && i + 1 < regex.Length)
            {
                i++;
                result.Append(regex[i] is '-' or ' ' ? "_" : $"\\{regex[i]}");
                continue;
            }

            if (c == '[' && !inClass)
            {
                inClass = true;
                result.Append(c);
                if (i + 1 < regex.Length && regex[i + 1] == '^')
                {
                    result.Append(regex[++i]);
                }

                continue;
            }

            if (c == ']')
            {
                inClass = false;
            }

            // In a class, a dash between two characters is a range.
            var isRange = inClass && c == '-' && regex[i - 1] is not ('[' or '^') && i + 1 < regex.Length && regex[i + 1] != ']';
            result.Append(c switch
            {
                '-' or ' ' when !isRange => "_",
                > '\u007f' when NameFolding.FoldPart(c.ToString()).Text is { Length: 1 } folded => folded,
                _ => c.ToString(),
            });
        }

        return result.ToString();
    }

    /// <summary>What every name that matches begins with; empty where nothing is certain.</summary>
    public static string Prefix(string regex)
    {
        var start = regex.StartsWith('^') ? 1 : 0;
        var end = start;
        while (end < regex.Length && (char.IsAsciiLetterOrDigit(regex[end]) || regex[end] == '_'))
        {
            end++;
        }

        // What a quantifier follows is not certain; nor is anything that has an alternative outside of all groups.
        if (end > start && end < regex.Length && regex[end] is '*' or '?' or '{')
        {
            end--;
        }

        return HasOuterAlternative(regex) ? "" : regex[start..end].ToLowerInvariant();
    }

    private static bool HasOuterAlternative(string regex)
    {
        var depth = 0;
        for (var i = 0; i < regex.Length; i++)
        {
            switch (regex[i])
            {
                case '\\':
                    i++;
                    break;
                case '[':
                    i = PatternSize.ClassEnd(regex, i);
                    break;
                case '(':
                    depth++;
                    break;
                case ')':
                    depth--;
                    break;
                case '|' when depth <= 0:
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether the expression speaks of a separator: <c>__</c>, an escaped dot, a slash, or a colon that belongs to no group.</summary>
    public static bool HasNamespace(string regex)
    {
        for (var i = 0; i < regex.Length; i++)
        {
            switch (regex[i])
            {
                case '_' when i + 1 < regex.Length && regex[i + 1] == '_':
                case '\\' when i + 1 < regex.Length && regex[i + 1] is '.' or '/' or ':':
                case '/':
                case ':' when i == 0 || !InGroupHead(regex, i):
                    return true;
                case '\\':
                    i++;
                    break;
            }
        }

        return false;
    }

    // `(?:` and `(?i:`
    private static bool InGroupHead(string regex, int colon)
    {
        var i = colon - 1;
        while (i > 0 && (char.IsAsciiLetter(regex[i]) || regex[i] == '-'))
        {
            i--;
        }

        return i > 0 && regex[i] == '?' && regex[i - 1] == '(';
    }
}
