namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>Public IPv6 addresses: global unicast (2000::/3, RFC 4291) without documentation (2001:db8::/32, RFC 3849) and Teredo's well-known ones; others lead to nobody.</summary>
internal sealed class IpV6Address : PersonalDetector
{
    private const int Longest = 39;

    public override string Id => "ip-v6-address";

    public override Evidence Evidence => Evidence.Strong;

    public override string Source => "RFC 4291 §2.2; special ranges of RFC 6890";

    public override Cues Cues => Cues.Digit;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        for (var i = from; i < text.Length;)
        {
            var at = text[i..].IndexOf(':');
            if (at < 0)
            {
                break;
            }

            at += i;
            i = at + 1;
            var start = at - 4;
            if (start < from || text[start] is not ('2' or '3') || !Edges.Before(text, start, spaced: false))
            {
                continue;
            }

            var end = at;
            while (end < text.Length && end - start <= Longest && (char.IsAsciiHexDigit(text[end]) || text[end] == ':'))
            {
                end++;
            }

            while (text[end - 1] == ':' && text[end - 2] != ':')
            {
                end--;
            }

            if (IsGlobal(text[start..end]) && (end == text.Length || !char.IsAsciiLetterOrDigit(text[end])))
            {
                return new Hit(start, end - start);
            }
        }

        return Hit.None;
    }

    private static bool IsGlobal(ReadOnlySpan<char> address)
    {
        var (groups, gaps, digits, given) = (0, 0, 0, 0);
        for (var i = 0; i <= address.Length; i++)
        {
            if (i < address.Length && address[i] != ':')
            {
                if (!char.IsAsciiHexDigit(address[i]) || ++digits > 4)
                {
                    return false;
                }

                continue;
            }

            groups += digits > 0 ? 1 : 0;
            given += digits;
            gaps += digits == 0 && i < address.Length ? 1 : 0;
            digits = 0;
        }

        // One gap, and more than a line number or a time beside it.
        return (gaps == 0 ? groups == 8 : gaps == 1 && groups is >= 3 and <= 7 && given >= 9)
            && !address.StartsWith("2001:db8", StringComparison.OrdinalIgnoreCase) && !address.StartsWith("2001:0db8", StringComparison.OrdinalIgnoreCase);
    }
}
