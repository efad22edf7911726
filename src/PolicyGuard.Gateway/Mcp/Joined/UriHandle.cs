using PolicyGuard.Gateway.Mcp.Links;

namespace PolicyGuard.Gateway.Mcp.Joined;

/// <summary>
/// Resource URIs and templates on the joined endpoint: <c>pg.{upstream}+{uri}</c>, for example <c>pg.files+file:///notes.txt</c>. That is a
/// URI whose scheme says where it leads; upstream names hold no <c>+</c>, so the first one parts the two, and a template that is filled in
/// stays a handle.
/// </summary>
internal static class UriHandle
{
    private const string Prefix = "pg.";

    /// <summary>The handle of an upstream's URI.</summary>
    public static string Show(UpstreamLink link, string uri) => $"{Prefix}{link.Name}+{uri}";

    /// <summary>The upstream and its own URI; false where the text is no handle of one of these upstreams.</summary>
    public static bool TryFind(UpstreamLink[] links, string handle, out (UpstreamLink Link, string Uri) found)
    {
        found = default;
        var plus = handle.IndexOf('+', StringComparison.Ordinal);
        if (plus < 0 || !handle.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var link in links)
        {
            if (handle.AsSpan(Prefix.Length, plus - Prefix.Length).SequenceEqual(link.Name))
            {
                found = (link, handle[(plus + 1)..]);
                return true;
            }
        }

        return false;
    }
}
