using System.Buffers;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>
/// Says of a value that only its name makes suspicious whether it clearly is no secret: a mask, a variable, a reference, a word from documentation.
/// Tokens of a form of their own are never asked about here.
/// </summary>
internal static class Placeholder
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "null", "none", "nil", "undefined", "true", "false", "yes", "no", "string", "str", "text", "int", "integer", "number",
        "boolean", "bool", "object", "array", "any",
        "required", "optional", "hidden", "masked", "redacted", "empty", "unknown", "default", "bearer", "basic", "todo", "tbd",
        "n/a", "value", "test", "testing",
        "password", "passwd", "passphrase", "pass", "pwd", "secret", "token", "key", "apikey", "api_key", "api-key", "username",
        "user", "admin", "email", "login", "credentials",
        "passwort", "contraseña", "senha", "wachtwoord", "hasło", "пароль", "密码", "パスワード", "mot de passe", "current-password",
        "new-password", "forgot", "reset", "incorrect",
        "invalid", "wrong", "plaintext", "plain", "encrypted", "hashed", "sensitive", "confidential", "private", "public",
        "secretstr", "securestring",
    };

    private static readonly SearchValues<string> Tells = SearchValues.Create(
        [
            "example", "sample", "placeholder", "changeme", "change_me", "change-me", "changeit", "your", "insert", "replace",
            "dummy", "fake", "redacted", "notreal", "_here", "-here",
            "${", "$(", "{{", "}}", "<%", "%(", "%s", "...", "…", "xxxx", "****", "####", "----", "____", "••••", "process.env",
            "os.environ", "getenv", "getpass", "://", "/run/secrets",
            "secretkeyref", "valuefrom", "->",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> References = SearchValues.Create(
        [
            "var.", "env.", "self.", "this.", "config.", "settings.", "secrets.", "args.", "params.", "ctx.", "local.", "data.",
            "module.", "vault:", "ref+", "arn:", "enc[",
        ], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the value is no secret, or at least nothing that anybody would have drawn or chosen.</summary>
    public static bool Is(ReadOnlySpan<char> value) => Stands(value) || Repeats(value.Trim());

    /// <summary>Whether the value only stands for a secret.</summary>
    public static bool Stands(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        return !value.ContainsAnyExcept("xX*#.•-_?0")
            || value.IndexOfAny(References) == 0
            || value.ContainsAny(Tells)
            || Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(value.TrimEnd(":?*"))
            || IsVariable(value)
            || IsBracketed(value)
            || IsConstantName(value);
    }

    /// <summary>Whether most of the value is one short piece over and over, as people type where a token goes; letter case does not count.</summary>
    public static bool Repeats(ReadOnlySpan<char> value)
    {
        for (var period = 1; period <= Math.Min(16, value.Length / 2); period++)
        {
            var same = 0;
            for (var i = period; i < value.Length; i++)
            {
                same += char.ToLowerInvariant(value[i]) == char.ToLowerInvariant(value[i - period]) ? 1 : 0;
            }

            if (same * 10 >= (value.Length - period) * 7)
            {
                return true;
            }
        }

        return false;
    }

    // "$NAME", "%NAME%", "@name@", ":name", "{name}" of shells, batch files, build tools, SQL and format strings.
    private static bool IsVariable(ReadOnlySpan<char> value) =>
        value.Length > 1 && value[0] is '$' or '%' or '@' or ':' or '{' && !value[1..].Trim("%@}").ContainsAnyExcept(CharClass.Name);

    private static bool IsBracketed(ReadOnlySpan<char> value) => (value[0], value[^1]) is ('<', '>') or ('[', ']') or ('{', '}') or ('(', ')');

    // DB_PASSWORD names where a value is; a password of capitals and underscores alone is rarer than such names.
    private static bool IsConstantName(ReadOnlySpan<char> value)
    {
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterUpper(c) && !char.IsAsciiDigit(c) && c != '_')
            {
                return false;
            }
        }

        return value.Contains('_') && char.IsAsciiLetterUpper(value[0]);
    }
}
