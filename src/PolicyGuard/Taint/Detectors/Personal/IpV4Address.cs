namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>
/// Public IPv4 addresses: they lead to a household or a person. Private, shared, loopback, link-local, documentation, benchmark, multicast and reserved
/// ones (RFC 6890) lead to nobody, and are left alone; so are resolvers that everybody uses, and versions with four parts.
/// </summary>
internal sealed class IpV4Address : PersonalDetector
{
    private static readonly ContextWords Version = new("version", "ver", "release", "build", "assembly", "firmware", "user-agent", "chrome", "oid");

    public override string Id => "ip-v4-address";

    public override Evidence Evidence => Evidence.Strong;

    public override string Source => "RFC 791; special ranges of RFC 6890";

    public override Cues Cues => Cues.Digit;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        Span<int> parts = stackalloc int[4];
        for (var i = from; i < text.Length;)
        {
            var dot = text[i..].IndexOf('.');
            if (dot < 0)
            {
                break;
            }

            dot += i;
            i = dot + 1;
            var start = dot;
            while (start > from && dot - start < 4 && char.IsAsciiDigit(text[start - 1]))
            {
                start--;
            }

            if (dot - start is < 1 or > 3 || !Edges.Before(text, start, spaced: false) || Read(text, start, parts) is not (> 0 and var end))
            {
                continue;
            }

            // A port may follow.
            if (IsPublic(parts) && ((end < text.Length && text[end] == ':') || Edges.After(text, end, spaced: false)) && !Version.In(text[Math.Max(0, start - 24)..start]))
            {
                return new Hit(start, end - start);
            }

            i = end;
        }

        return Hit.None;
    }

    private static int Read(ReadOnlySpan<char> text, int start, Span<int> parts)
    {
        var i = start;
        for (var p = 0; p < 4; p++)
        {
            if (p > 0 && (i >= text.Length || text[i++] != '.'))
            {
                return 0;
            }

            var (value, first) = (0, i);
            while (i < text.Length && i - first < 3 && char.IsAsciiDigit(text[i]))
            {
                value = (value * 10) + (text[i++] - '0');
            }

            // A leading zero is either octal or a mistake.
            if (i == first || value > 255 || (i - first > 1 && text[first] == '0'))
            {
                return 0;
            }

            parts[p] = value;
        }

        return i;
    }

    private static bool IsPublic(ReadOnlySpan<int> p) => (p[0], p[1], p[2]) switch
    {
        (0 or 10 or 127 or >= 224, _, _) => false,
        (100, >= 64 and <= 127, _) or (169, 254, _) or (172, >= 16 and <= 31, _) or (192, 168, _) or (198, 18 or 19, _) => false,
        (192, 0, 0 or 2) or (198, 51, 100) or (203, 0, 113) or (192, 88, 99) => false,
        (1, 1, 1) or (1, 0, 0) or (8, 8, 8 or 4) or (9, 9, 9) => false,

        // Network addresses and versions end so far more often than a household does; small numbers are versions.
        _ => p[3] != 0 && (p[0] > 20 || p[1] > 20 || p[2] > 20),
    };
}
