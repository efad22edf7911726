using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors;

/// <summary>Payment card numbers: 13 to 19 digits, in groups or not, of a known range, with a right check digit (ISO/IEC 7812-1, Luhn).</summary>
internal sealed class PaymentCard : Detector
{
    public override string Id => "payment-card";

    public override LabelSet Label => LabelSet.Pii;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        Span<byte> digits = stackalloc byte[20];
        while (from < text.Length)
        {
            var at = text[from..].IndexOfAnyInRange('2', '6');
            if (at < 0)
            {
                break;
            }

            from += at;
            if (from > 0 && (char.IsAsciiLetterOrDigit(text[from - 1]) || text[from - 1] == '.'))
            {
                from += 1;
                continue;
            }

            var count = 0;
            var i = from;
            var end = from;
            while (i < text.Length && count < 20)
            {
                if (char.IsAsciiDigit(text[i]))
                {
                    digits[count++] = (byte)(text[i] - '0');
                    end = i + 1;
                }
                else if (text[i] is not (' ' or '-') || i > end)
                {
                    break;
                }

                i++;
            }

            if (count is >= 13 and <= 19 && (end == text.Length || !char.IsAsciiLetterOrDigit(text[end])) && KnownRange(digits, count) && Luhn(digits[..count]))
            {
                return new Hit(from, end - from);
            }

            from = Math.Max(end, from + 1);
        }

        return Hit.None;
    }

    private static bool KnownRange(ReadOnlySpan<byte> d, int count)
    {
        var four = (d[0] * 1000) + (d[1] * 100) + (d[2] * 10) + d[3];
        return d[0] switch
        {
            4 => count is 13 or 16 or 19,
            5 => four is >= 5100 and <= 5599 && count == 16,
            2 => four is >= 2221 and <= 2720 && count == 16,
            3 => (four / 100 is 34 or 37 && count == 15) || (four / 10 is >= 300 and <= 305 or 309 && count == 14) || (four is >= 3528 and <= 3589 && count == 16),
            6 => four == 6011 || four / 100 is 65 or 62 || four / 10 is >= 644 and <= 649,
            _ => false,
        };
    }

    private static bool Luhn(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            int d = digits[digits.Length - 1 - i];
            d = (i & 1) == 0 ? d : d * 2;
            sum += d > 9 ? d - 9 : d;
        }

        return sum % 10 == 0;
    }
}
