using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors;

/// <summary>US social security numbers with dashes; areas 000, 666 and 9xx, group 00 and serial 0000 are never issued.</summary>
internal sealed class SocialSecurityNumber : Detector
{
    public override string Id => "us-social-security-number";

    public override LabelSet Label => LabelSet.Pii;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        // The first dash stands at offset 3, so look for dashes: clean text has few.
        var at = from + 3;
        while (at + 8 <= text.Length)
        {
            var dash = text[at..].IndexOf('-');
            if (dash < 0 || at + dash + 8 > text.Length)
            {
                break;
            }

            at += dash;
            var start = at - 3;
            var candidate = text.Slice(start, 11);
            if (candidate[6] == '-' && Digits(candidate[..3]) && Digits(candidate.Slice(4, 2)) && Digits(candidate[7..])
                && (start == 0 || !Joins(text[start - 1])) && (start + 11 == text.Length || !Joins(text[start + 11]))
                && candidate[0] != '9' && candidate[..3] is not "000" and not "666" && candidate.Slice(4, 2) is not "00" && candidate[7..] is not "0000")
            {
                return new Hit(start, 11);
            }

            at++;
        }

        return Hit.None;
    }

    private static bool Digits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static bool Joins(char c) => char.IsAsciiLetterOrDigit(c) || c == '-';
}
