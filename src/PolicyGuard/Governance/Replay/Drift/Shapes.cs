using System.Text;

namespace PolicyGuard.Governance.Replay.Drift;

/// <summary>Tells by its form what a value is.</summary>
internal static class Shapes
{
    private const int ShortestId = 12;

    /// <summary>The kind and size of a random id; null where a text is none: a UUID, hexadecimal, or letters and digits in no order that a word has.</summary>
    public static string? Id(string text)
    {
        if (text.Length == 36 && Guid.TryParseExact(text, "D", out _))
        {
            return "a UUID";
        }

        if (text.Length < ShortestId || text.Length > 256 || Path(text))
        {
            return null;
        }

        // `req_3k9m…`: what stands before the last mark says what it is an id of.
        var mark = text.LastIndexOfAny(['_', ':', '.', '-']);
        var body = mark >= 0 && text.Length - mark - 1 >= ShortestId ? text[(mark + 1)..] : text;
        if (body.All(char.IsAsciiHexDigit) && body.Any(char.IsAsciiDigit) && body.Any(char.IsAsciiLetter))
        {
            return $"a hexadecimal id of {body.Length} digits";
        }

        return body.All(static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=' or '_' or '-') && body.Any(char.IsAsciiDigit) && body.Any(char.IsAsciiLetter) && Entropy(body) >= 3
            ? $"a random id of {body.Length} characters"
            : null;
    }

    /// <summary>Whether two ids are of one make: same length, same marks at the same places.</summary>
    public static string Form(string text)
    {
        var form = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            form.Append(char.IsAsciiLetterOrDigit(c) || c is '+' or '/' ? 'x' : c);
        }

        return form.ToString();
    }

    /// <summary>Whether a text is a path of a file system: absolute, or relative with folders in it.</summary>
    public static bool Path(string text)
    {
        if (text.Length is < 2 or > 4096 || text.AsSpan().ContainsAny('\n', '\r', '\0') || text.Contains("://", StringComparison.Ordinal))
        {
            return text.StartsWith("file://", StringComparison.OrdinalIgnoreCase);
        }

        return (text[0] == '/' && text[1] != '/' && !text.EndsWith('=')) || text.StartsWith("./", StringComparison.Ordinal) || text.StartsWith("../", StringComparison.Ordinal)
            || text.StartsWith("~/", StringComparison.Ordinal) || (text.Length > 2 && char.IsAsciiLetter(text[0]) && text[1] == ':' && text[2] is '\\' or '/') || text.StartsWith(@"\\", StringComparison.Ordinal);
    }

    /// <summary>Whether a text may be an entry of a folder's listing: a path, or a name with an ending.</summary>
    public static bool FileName(string text) => Path(text)
        || (text.Length is > 2 and < 256 && !text.AsSpan().ContainsAny(" \t\r\n\"<>|") && text.LastIndexOf('.') is var dot && dot > 0 && text.Length - dot - 1 is >= 1 and <= 8
            && text.AsSpan(dot + 1).IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") < 0 && !char.IsAsciiDigit(text[0]));

    /// <summary>The place in a network that a text names: an address, <c>host:port</c>, or a URL's; null where it names none.</summary>
    public static string? Authority(string text)
    {
        if (text.Length is < 3 or > 2048)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && text.Contains("://", StringComparison.Ordinal))
        {
            return uri.Authority;
        }

        if (IsAddress(text))
        {
            return text;
        }

        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            && text.Length - colon - 1 >= 2 && (IsAddress(text[..colon].Trim('[', ']')) || (Uri.CheckHostName(text[..colon]) == UriHostNameType.Dns && text[..colon].Any(char.IsAsciiLetter)))
            ? text
            : null;
    }

    // Four numbers, or several colons: a single number is an address to some parsers.
    private static bool IsAddress(string text) =>
        (text.Count(static c => c == '.') == 3 || text.Count(static c => c == ':') > 1) && Uri.CheckHostName(text) is UriHostNameType.IPv4 or UriHostNameType.IPv6;

    private static double Entropy(string text) =>
        text.GroupBy(static c => c).Select(group => (double)group.Count() / text.Length).Sum(static p => -p * Math.Log2(p));
}
