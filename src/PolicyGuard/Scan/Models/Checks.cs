using PolicyGuard.Scan.Flow;

namespace PolicyGuard.Scan.Models;

/// <summary>Functions and methods that answer whether an input is harmless.</summary>
internal static class Checks
{
    /// <summary>What a function's answer says about one of its arguments, or null.</summary>
    public static (int Argument, Hazard Hazards)? OfFunction(string name, Value first, Value second, bool holds)
    {
        if (!holds)
        {
            return null;
        }

        switch (DottedName.Last(name))
        {
            case "isinstance" when second.Name is "builtins.int" or "builtins.float" or "builtins.bool":
                return (0, Hazard.All);
            case "match" or "fullmatch" when name.StartsWith("re.", StringComparison.Ordinal) && first.ConstantText is { } pattern:
                return IsNarrow(pattern, whole: name == "re.fullmatch") ? (1, Hazard.All) : null;
            case "url_has_allowed_host_and_scheme" or "is_safe_url" or "is_safe_redirect_url":
                return (0, Hazard.Redirect | Hazard.Request);
            default:
                return null;
        }
    }

    /// <summary>What a true answer of a method says about the value it was asked of.</summary>
    public static Hazard OfMethod(string method, Value receiver, Value argument)
    {
        switch (method)
        {
            case "isdigit" or "isdecimal" or "isnumeric" or "isalnum" or "isalpha":
                return Hazard.All;
            case "isidentifier":
                return Hazard.All & ~Hazard.Code;
            case "startswith" when receiver.Is(Marks.Resolved):
                return Hazard.Path;
            case "is_relative_to" when receiver.Is(Marks.Resolved):
                return Hazard.Path;
            case "startswith" when argument.ConstantText is "'" or "\"":
                return Hazard.Quoted;
            case "startswith" when argument.ConstantText is { } prefix && Urls.FixesHost(prefix):
                return Hazard.Redirect | Hazard.Request;
            default:
                return Hazard.None;
        }
    }

    // Letters, digits and a few marks that mean nothing anywhere: `^[\w-]+$`.
    private static bool IsNarrow(string pattern, bool whole)
    {
        if (!whole && !pattern.EndsWith('$') && !pattern.EndsWith("\\Z", StringComparison.Ordinal))
        {
            return false;
        }

        var inside = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                i++;
                if (pattern[i] is not ('w' or 'd' or '-' or '.' or 'A' or 'Z' or 'b'))
                {
                    return false;
                }
            }
            else if (c == '[')
            {
                inside = true;
                if (i + 1 < pattern.Length && pattern[i + 1] == '^')
                {
                    return false;
                }
            }
            else if (c == ']')
            {
                inside = false;
            }
            else if (inside ? c is not ('-' or '_' or '.' or '@' or ',' or ':') && !char.IsAsciiLetterOrDigit(c)
                : c is not ('^' or '$' or '+' or '*' or '?' or '{' or '}' or '(' or ')' or '|' or ':' or ',' or '-' or '_') && !char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }
        }

        return true;
    }
}
