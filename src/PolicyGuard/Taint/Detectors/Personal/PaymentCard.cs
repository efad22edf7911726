using PolicyGuard.Taint.Detectors.Personal.Checks;

namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>
/// Payment card numbers with a right check digit (ISO/IEC 7812-1): of a known range, or of any range and 12 to 19 digits where a word says so.
/// Groups of any size from two digits on are read, because who hides a card number also moves the blanks.
/// </summary>
internal sealed class PaymentCard : PersonalDetector
{
    private const int Shortest = 12;
    private static readonly ContextWords Words = new("card", "credit", "debit", "cc", "visa", "mastercard", "maestro", "amex", "karte", "kreditkarte", "tarjeta", "carte", "carta di credito", "cartão");

    public override string Id => "payment-card";

    public override Evidence Evidence => Evidence.Strong;

    public override string Source => "ISO/IEC 7812-1: Luhn, and the ranges of the large networks";

    public override Cues Cues => Cues.Digits;

    public override IReadOnlyList<string> MemberAnchors => Words.NameAnchors;

    public override Hit Next(ReadOnlySpan<char> text, int from) => Find(text, from, named: false);

    public override Hit OfMember(ReadOnlySpan<char> name, ReadOnlySpan<char> value) => Words.Names(name) ? Find(value, 0, named: true) : Hit.None;

    private static Hit Find(ReadOnlySpan<char> text, int from, bool named)
    {
        var groups = new DigitGroups(stackalloc char[19], stackalloc int[9]);
        while (from < text.Length)
        {
            var at = DigitRuns.Next(text, from, Shortest);
            if (at < 0)
            {
                break;
            }

            from = at;
            groups.Read(text, from, " -");
            var length = Edges.Before(text, from, spaced: false) ? Length(text, from, groups, named) : 0;
            if (length > 0)
            {
                return new Hit(from, length);
            }

            // On by one group only: a number before a card's may be somebody's house number.
            from = DigitRuns.End(text, from);
        }

        return Hit.None;
    }

    // The longest row of groups that is a card: what follows with a blank between may be a date or a code.
    private static int Length(ReadOnlySpan<char> text, int from, DigitGroups groups, bool named)
    {
        var count = groups.Sizes.Length == 0 ? 0 : groups.Count;
        for (var taken = groups.Groups; taken > 0 && count >= Shortest; count -= groups.Sizes[--taken])
        {
            var end = from + count + taken - 1;
            var digits = groups.Digits[..count];
            if (!groups.Sizes[..taken].Contains(1) && Edges.After(text, end, spaced: false)
                && !CheckDigits.Monotone(digits) && CheckDigits.Luhn(digits) && (Known(digits) || named || Words.Near(text, from, end)))
            {
                return end - from;
            }
        }

        return 0;
    }

    private static bool Known(ReadOnlySpan<char> d)
    {
        var (four, count) = (Days.Number(d[..4]), d.Length);
        return d[0] switch
        {
            '4' => count is 13 or 16 or 19,
            '5' => (four is >= 5100 and <= 5599 && count == 16) || (four is 5018 or 5020 or 5038 or 5893 && count >= 16),
            '2' => (four is >= 2221 and <= 2720 && count == 16) || (four == 2131 && count == 15),
            '1' => four == 1800 && count == 15,
            '3' => (four / 100 is 34 or 37 && count == 15) || (four / 10 is >= 300 and <= 305 or 309 && count == 14) || (four / 100 is 36 or 38 or 39 && count == 14) || (four is >= 3528 and <= 3589 && count >= 16),
            '6' => (four is 6011 or 6304 or 6759 or 6761 or 6762 or 6763 || four / 100 is 65 or 62 || four / 10 is >= 644 and <= 649) && count >= 16,
            _ => false,
        };
    }
}
