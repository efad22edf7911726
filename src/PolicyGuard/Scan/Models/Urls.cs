namespace PolicyGuard.Scan.Models;

/// <summary>What the beginning of a URL settles (RFC 3986, section 3).</summary>
internal static class Urls
{
    /// <summary>Whether what begins so goes to one host, whatever follows: scheme, host, and the slash behind it.</summary>
    public static bool FixesHost(string prefix)
    {
        var at = prefix.IndexOf("://", StringComparison.Ordinal);
        if (at <= 0)
        {
            return false;
        }

        var host = at + 3;
        var end = prefix.AsSpan(host).IndexOfAny('/', '?', '#');
        return end > 0;
    }

    /// <summary>Whether what begins so stays on the site that sends it.</summary>
    public static bool StaysHere(string prefix) =>
        FixesHost(prefix) || prefix.Length > 1 && prefix[0] == '/' && prefix[1] is not ('/' or '\\') || prefix.Length > 0 && prefix[0] is '?' or '#';

    /// <summary>Whether a host is to follow at once.</summary>
    public static bool ExpectsHost(string before)
    {
        var at = before.LastIndexOf("://", StringComparison.Ordinal);
        return at > 0 && char.IsAsciiLetter(before[at - 1]) && at + 3 == before.Length;
    }


    /// <summary>Whether it goes over the network in the clear; this machine is no network.</summary>
    public static bool IsClear(string url) =>
        url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && url.Length > 7
        && !url.AsSpan(7).StartsWith("localhost", StringComparison.OrdinalIgnoreCase) && !url.AsSpan(7).StartsWith("127.", StringComparison.Ordinal)
        && !url.AsSpan(7).StartsWith("[::1]", StringComparison.Ordinal) && !url.AsSpan(7).StartsWith("0.0.0.0", StringComparison.Ordinal);
}
