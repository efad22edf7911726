using System.Buffers;
using System.Collections.Frozen;

namespace PolicyGuard.Taint.Flow.Values;

/// <summary>URLs (RFC 3986) in one form: without scheme, user, <c>www.</c>, usual port, fragment and trailing slash; host in lower case, escapes and dot segments resolved.</summary>
internal static class Urls
{
    private static readonly SearchValues<char> HostChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");

    /// <summary>The canonical URL and its host, or null where the text is none. Texts without a scheme need a host with a dot and a top-level domain of letters.</summary>
    public static (string Whole, string Host)? Read(ReadOnlySpan<char> text)
    {
        var scheme = text.IndexOf("://");
        var named = scheme is > 0 and < 12;
        var rest = named ? text[(scheme + 3)..] : text;
        var end = rest.IndexOfAny("/?#\\");
        var authority = end < 0 ? rest : rest[..end];
        var user = authority.LastIndexOf('@');
        if (user >= 0 && !named)
        {
            return null;
        }

        var host = authority[(user + 1)..];
        var port = host.LastIndexOf(':');
        if (port >= 0 && host[(port + 1)..].IndexOfAnyExceptInRange('0', '9') < 0)
        {
            host = host[(port + 1)..] is "" or "80" or "443" ? host[..port] : host;
        }
        else
        {
            port = -1;
        }

        host = host.TrimEnd('.');
        var name = port >= 0 && host.Length > port ? host[..port] : host;
        if (name.Length is 0 or > 253 || (!named && !IsHost(name)))
        {
            return null;
        }

        var lower = host.ToString().ToLowerInvariant();
        lower = lower.StartsWith("www.", StringComparison.Ordinal) && lower.Length > 4 ? lower[4..] : lower;
        var path = end < 0 ? [] : rest[end..];
        var fragment = path.IndexOf('#');
        path = fragment < 0 ? path : path[..fragment];
        return (lower + Path(path), lower);
    }

    /// <summary>Whether what reads like a host is more likely the name of a file: <c>report.docx</c>.</summary>
    /// <param name="canonical">The canonical URL.</param>
    public static bool IsFileName(string canonical) =>
        !canonical.Contains('/', StringComparison.Ordinal) && Extensions.Contains(canonical[(canonical.LastIndexOf('.') + 1)..]);

    private static readonly FrozenSet<string> Extensions = FrozenSet.ToFrozenSet(
        [
            "bib", "bmp", "c", "cfg", "conf", "cpp", "cs", "css", "csv", "db", "doc", "docx", "env", "exe", "gif", "go", "gz", "h", "htm", "html", "ini", "java", "jpeg", "jpg", "js", "json", "lock", "log", "md",
            "mp3", "mp4", "odt", "pdf", "php", "png", "ppt", "pptx", "ps1", "py", "rb", "rtf", "sh", "sql", "svg", "tar", "tex", "toml", "ts", "tsx", "txt", "wav", "xls", "xlsx", "xml", "yaml", "yml",
        ], StringComparer.Ordinal);

    private static bool IsHost(ReadOnlySpan<char> name)
    {
        var dot = name.LastIndexOf('.');
        return dot > 0 && name.Length - dot - 1 is >= 2 and <= 18 && name.IndexOfAnyExcept(HostChars) < 0 && name[(dot + 1)..].IndexOfAnyExcept(Letters) < 0 && !name.Contains("..", StringComparison.Ordinal);
    }

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static string Path(ReadOnlySpan<char> path)
    {
        var text = path.ToString();
        if (text.Contains('%', StringComparison.Ordinal))
        {
            text = Uri.UnescapeDataString(text);
        }

        text = text.Replace('\\', '/');
        var query = text.IndexOf('?', StringComparison.Ordinal);
        var (before, after) = query < 0 ? (text, "") : (text[..query], text[query..]);
        if (before.Contains("/.", StringComparison.Ordinal) || before.Contains("//", StringComparison.Ordinal))
        {
            before = "/" + (Paths.Resolve(before) ?? "");
        }

        return (before.TrimEnd('/') + after).ToLowerInvariant();
    }
}
