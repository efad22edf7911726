using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>A password in a URL's authority (RFC 3986 §3.2.1), of any scheme: <c>scheme://user:password@host</c>. The user may be empty.</summary>
internal sealed class UrlCredentials : Detector
{
    private const int Longest = 256;

    public override string Id => "url-credentials";

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => ["://"];

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var at = text[from..].IndexOf("://", StringComparison.Ordinal);
            if (at < 0)
            {
                break;
            }

            from += at + 3;
            var authority = text.Slice(from, Math.Min(Longest, text.Length - from));
            var end = authority.IndexOfAny("/?# \t\r\n\"'`<>\\,;|");
            authority = end < 0 ? authority : authority[..end];
            var host = authority.LastIndexOf('@');
            var colon = authority.IndexOf(':');
            if (colon >= 0 && host > colon + 2 && host + 1 < authority.Length && !Placeholder.Stands(authority[(colon + 1)..host]))
            {
                return new Hit(from, host);
            }
        }

        return Hit.None;
    }
}
