namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>
/// Hardware addresses of devices (IEEE 802, EUI-48): six pairs with colons or dashes. Addresses for groups and those that software made up (the two low
/// bits of the first pair) are nobody's device and need the word.
/// </summary>
internal sealed class MacAddress : PersonalDetector
{
    private const int Length = 17;
    private static readonly ContextWords Words = new("mac address", "mac", "hardware address", "physical address");

    public override string Id => "mac-address";

    public override Evidence Evidence => Evidence.Strong;

    public override string Source => "IEEE 802, EUI-48";

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        for (var i = from + 2; i + Length - 2 <= text.Length; i++)
        {
            var at = text[i..].IndexOfAny(':', '-');
            if (at < 0 || i + at + Length - 2 > text.Length)
            {
                break;
            }

            i += at;
            var start = i - 2;
            var pairs = text.Slice(start, Length);
            if (IsAddress(pairs, text[i]) && Edges.Before(text, start, spaced: false) && Edges.After(text, start + Length, spaced: false) && !Continues(text, start)
                && ((Hex(pairs[1]) & 3) == 0 || Words.Near(text, start, start + Length)))
            {
                return new Hit(start, Length);
            }
        }

        return Hit.None;
    }

    private static bool IsAddress(ReadOnlySpan<char> pairs, char sign)
    {
        for (var i = 0; i < Length; i++)
        {
            if (i % 3 == 2 ? pairs[i] != sign : !char.IsAsciiHexDigit(pairs[i]))
            {
                return false;
            }
        }

        return pairs.ContainsAnyExcept("fF:-") && pairs.ContainsAnyExcept("0:-");
    }

    // A fingerprint is a longer row of the same pairs.
    private static bool Continues(ReadOnlySpan<char> text, int start) =>
        (start > 1 && (text[start - 1] is ':' or '-') && char.IsAsciiHexDigit(text[start - 2]))
        || (start + Length + 1 < text.Length && text[start + Length] is ':' or '-' && char.IsAsciiHexDigit(text[start + Length + 1]));

    private static int Hex(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}
