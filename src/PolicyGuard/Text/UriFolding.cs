namespace PolicyGuard.Text;

/// <summary>
/// Brings URIs that name one thing to one spelling: percent escapes undone, <c>.</c> and <c>..</c> resolved, doubled and backward slashes
/// made single forward ones (RFC 3986 §6.2.2, and what servers do beyond it). Only for comparison; what is sent on is what was written.
/// </summary>
internal static class UriFolding
{
    // Twice-escaped text is undone too: one server's literal %2e is the next one's dot.
    private const int Rounds = 4;

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
            var slash = uri.AsSpan(start + 2).IndexOfAny('/', '\\', '?');
            start = slash < 0 ? uri.Length : start + 2 + slash;
        }

        var query = uri.AsSpan(start).IndexOfAny('?', '#');
        return (start, query < 0 ? uri.Length : start + query);
    }
}
