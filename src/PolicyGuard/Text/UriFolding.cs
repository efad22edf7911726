namespace PolicyGuard.Text;

/// <summary>
/// Brings URIs that name one thing to one spelling: percent escapes undone, <c>.</c> and <c>..</c> resolved, doubled and backward slashes
/// made single forward ones (RFC 3986 §6.2.2, and what servers do beyond it). Only for comparison; what is sent on is what was written.
/// </summary>
internal static class UriFolding
{
    // Twice-escaped text is undone too: one server's literal %2e is the next one's dot.
    private const int Rounds = 4;

    private const string FileScheme = "file:";
    private const string EmptyHost = "file:///";

    public static string Unescape(string text)
    {
        for (var i = 0; i < Rounds && text.Contains('%'); i++)
        {
            var plain = Uri.UnescapeDataString(text);
            if (plain == text)
            {
                break;
            }

            text = plain;
        }

        return text;
    }

    /// <summary>
    /// The ways to say that a file lies on this machine made one, <c>file:///x</c>: <c>file:/x</c>, <c>file:x</c>, <c>file:\\x</c>,
    /// <c>file://localhost/x</c> (RFC 8089 §2 and Appendix E, WHATWG URL §4.4). Another host's name stays.
    /// </summary>
    public static string LocalFile(string uri)
    {
        if (!uri.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase))
        {
            return uri;
        }

        var rest = uri.AsSpan(FileScheme.Length);
        var slashes = rest.IndexOfAnyExcept('/', '\\');
        slashes = slashes < 0 ? rest.Length : slashes;
        if (slashes == 2)
        {
            var host = rest[2..];
            var end = host.IndexOfAny("/\\?#");
            end = end < 0 ? host.Length : end;
            if (!IsThisMachine(host[..end]))
            {
                return $"{FileScheme}//{host}";
            }

            rest = host[end..];
        }
        else if (slashes > 2)
        {
            rest = rest[2..];
        }

        return $"{FileScheme}//{(rest is ['/' or '\\', ..] ? "" : "/")}{rest}";
    }

    /// <summary>A folded file URI with a host of its own, as a server reads it that leaves hosts out; null for all others.</summary>
    public static string? WithoutHost(string uri)
    {
        var hosted = uri.StartsWith("file://", StringComparison.Ordinal) && !uri.StartsWith(EmptyHost, StringComparison.Ordinal) && uri.Length > EmptyHost.Length - 1;
        return hosted ? $"{EmptyHost}{uri.AsSpan(PathOf(uri).Start).TrimStart('/')}" : null;
    }

    /// <summary>The same for a pattern, whose wildcards stand for hosts and slashes too and are left as they are.</summary>
    public static string LocalFilePattern(string pattern)
    {
        var wild = pattern.AsSpan().IndexOfAny("*?[");
        var literal = LocalFile(wild < 0 ? pattern : pattern[..wild]);
        var says = wild < 0 || literal.Length > EmptyHost.Length || (wild > EmptyHost.Length && pattern[wild - 1] == '/');
        return says ? $"{literal}{(wild < 0 ? "" : pattern[wild..])}" : pattern;
    }

    /// <summary>Whether <c>..</c> stands as a segment behind a <c>?</c> or <c>#</c>: to a server that takes these for letters of a path it climbs.</summary>
    public static bool ClimbsBehindPath(string uri)
    {
        var behind = uri[PathOf(uri).End..].Replace('\\', '/');
        return behind.Contains("/../", StringComparison.Ordinal) || behind.EndsWith("/..", StringComparison.Ordinal);
    }

    private static bool IsThisMachine(ReadOnlySpan<char> host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host is "127.0.0.1" or "[::1]";

    public static string RemoveDotSegments(string uri)
    {
        var (start, end) = PathOf(uri);
        var path = uri.AsSpan(start, end - start);
        if (!path.Contains('\\') && path.IndexOf("//") < 0 && path.IndexOf("/.") < 0 && !path.StartsWith("."))
        {
            return uri;
        }

        var kept = new List<string>();
        var segments = path.ToString().Replace('\\', '/').Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            var isLast = i == segments.Length - 1;
            switch (segments[i])
            {
                case "..":
                    if (kept.Count > 0 && kept[^1].Length > 0)
                    {
                        kept.RemoveAt(kept.Count - 1);
                    }

                    break;
                case "." or "" when i > 0:
                    break;
                default:
                    kept.Add(segments[i]);
                    continue;
            }

            if (isLast)
            {
                kept.Add("");
            }
        }

        return string.Concat(uri.AsSpan(0, start), string.Join('/', kept), uri.AsSpan(end));
    }

    // From behind the authority (or the scheme) to the query.
    private static (int Start, int End) PathOf(string uri)
    {
        var scheme = uri.IndexOf(':');
        var start = scheme + 1;
        if (uri.AsSpan(start).StartsWith("//"))
        {
            var slash = uri.AsSpan(start + 2).IndexOfAny("/\\?#");
            start = slash < 0 ? uri.Length : start + 2 + slash;
        }

        var query = uri.AsSpan(start).IndexOfAny('?', '#');
        return (start, query < 0 ? uri.Length : start + query);
    }
}
