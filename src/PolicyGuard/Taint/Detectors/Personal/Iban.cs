using PolicyGuard.Taint.Detectors.Personal.Checks;

namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>International bank account numbers: the length of the country and a remainder of 1 by 97 (ISO 13616, ISO 7064 MOD 97-10).</summary>
internal sealed class Iban : PersonalDetector
{
    private const string Lengths =
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30"
        + "KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

    public override string Id => "iban";

    public override Evidence Evidence => Evidence.Strong;

    public override string Source => "ISO 13616: length by country; ISO 7064 MOD 97-10";

    /// <summary>How long the account numbers of a country are, in characters without blanks; 0 where it has none.</summary>
    public static int LengthOf(ReadOnlySpan<char> country)
    {
        for (var i = 0; i < Lengths.Length; i += 4)
        {
            if (Lengths.AsSpan(i, 2).Equals(country, StringComparison.OrdinalIgnoreCase))
            {
                return Days.Number(Lengths.AsSpan(i + 2, 2));
            }
        }

        return 0;
    }

    public override Cues Cues => Cues.Digit;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        Span<char> id = stackalloc char[34];
        for (var i = from; i < text.Length;)
        {
            var at = text[i..].IndexOfAnyInRange('0', '9');
            if (at < 0)
            {
                break;
            }

            at += i;
            // The letters of the country stand before the first of some digits only.
            i = DigitRuns.End(text, at);
            var start = at - 2;
            if (start < from || i - at < 2 || !char.IsAsciiLetter(text[start]) || !char.IsAsciiLetter(text[start + 1])
                || !Edges.Before(text, start, spaced: false) || LengthOf(text.Slice(start, 2)) is not (> 0 and var length))
            {
                continue;
            }

            var end = Read(text, start, id[..length]);
            if (end > 0 && Edges.After(text, end, spaced: false) && CheckDigits.Mod97([.. id[4..length], .. id[..4]]) == 1)
            {
                return new Hit(start, end - start);
            }
        }

        return Hit.None;
    }

    // Groups of any size, one blank or dash between.
    private static int Read(ReadOnlySpan<char> text, int start, Span<char> id)
    {
        var count = 0;
        for (var i = start; i < text.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(text[i]))
            {
                id[count++] = char.ToUpperInvariant(text[i]);
                if (count == id.Length)
                {
                    return i + 1;
                }
            }
            else if (text[i] is not (' ' or '-' or '\u00A0') || !char.IsAsciiLetterOrDigit(text[i - 1]))
            {
                break;
            }
        }

        return 0;
    }
}
