using PolicyGuard.Taint.Detectors.Personal.Checks;

namespace PolicyGuard.Taint.Detectors.Personal.National;

/// <summary>Ids of the Netherlands, Belgium, Poland and the Nordic countries.</summary>
internal static class NorthernIds
{
    public static IReadOnlyList<ShapedId> All { get; } =
    [
        new("nl-citizen-number", "Burgerservicenummer: weights 9 to 2 and -1, modulo 11", weak: ["000000000", "0000.00.000", "000 000 000"])
        {
            Words = new("bsn", "burgerservice", "sofinummer", "sofi-nummer"),
            HasCheckDigit = true,
            Check = static id => id.ContainsAnyExcept('0') && CheckDigits.Sum(id, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0,
        },
        new("be-national-number", "Rijksregisternummer: 97 less the remainder by 97, from 2000 on with a 2 in front; a date", ["00.00.00-000.00", "00000000000"])
        {
            Words = new("rijksregister", "registre national", "insz", "niss", "national number"),
            HasCheckDigit = true,
            Check = static id => (Days.YearFirst(id) || id[2..6] is "0000") && Days.Number(id[9..]) is var check
                && (97 - CheckDigits.Mod97(id[..9]) == check || 97 - CheckDigits.Mod97(['2', .. id[..9]]) == check),
        },
        new("pl-pesel", "PESEL: weights 1, 3, 7, 9 modulo 10; a date whose month tells the century", weak: ["00000000000"])
        {
            Words = new("pesel"),
            HasCheckDigit = true,
            Check = static id => IsPesel(id),
        },
        new("pl-tax-number", "NIP: weights 6,5,7,2,3,4,5,6,7 modulo 11", weak: ["000-000-00-00", "000-00-00-000", "0000000000"])
        {
            Words = new("nip", "identyfikacji podatkowej"),
            HasCheckDigit = true,
            Check = static id => id[0] != '0' && CheckDigits.Sum(id, 6, 5, 7, 2, 3, 4, 5, 6, 7) % 11 == id[9] - '0' && !CheckDigits.Monotone(id),
        },
        new("se-personal-number", "Personnummer, SKV 704: Luhn over ten digits and a date; days plus 60 for coordination numbers",
            ["000000-0000", "000000+0000", "00000000-0000", "000000000000"], ["0000000000"])
        {
            Words = new("personnummer", "pnr", "personal identity", "samordningsnummer", "person number"),
            HasCheckDigit = true,
            Check = static id => CheckDigits.Luhn(id[^10..]) && IsSwedishDay(id[..^4]),
        },
        new("se-organisation-number", "Organisationsnummer, SKV 709: Luhn; the third digit is at least 2", weak: ["000000-0000", "0000000000"])
        {
            Words = new("organisationsnummer", "orgnr", "org.nr", "org nr", "organisation number", "organization number"),
            HasCheckDigit = true,
            Check = static id => id[2] >= '2' && CheckDigits.Luhn(id),
        },
        new("fi-personal-id", "Henkilötunnus, decree 128/2010: the character by the remainder by 31; a date", ["000000-000x", "000000+000x", "000000a000x"])
        {
            Words = new("hetu", "henkilötunnus"),
            HasCheckDigit = true,
            Check = static id => IsFinnish(id),
        },
        new("no-birth-number", "Fødselsnummer: two check digits modulo 11; a date, days plus 40 for D numbers", ["00000000000", "000000 00000"])
        {
            Words = new("fødselsnummer", "fodselsnummer", "personnummer", "d-nummer"),
            HasCheckDigit = true,
            Check = static id => IsNorwegian(id),
        },
        new("dk-personal-number", "CPR-nummer: a date and four digits; no check digit since 2007", weak: ["000000-0000", "0000000000"])
        {
            Words = new("cpr", "personnummer", "cpr-nr"),
            Check = static id => Days.DayFirst(id),
        },
    ];

    private static bool IsPesel(ReadOnlySpan<char> id)
    {
        var month = Days.Number(id[2..4]);
        var century = (month / 20) switch { 0 => 1900, 1 => 2000, 4 => 1800, _ => 0 };
        return Days.Exists(century + Days.Number(id[..2]), month % 20, Days.Number(id[4..6]))
            && (10 - (CheckDigits.Sum(id, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3) % 10)) % 10 == id[10] - '0';
    }

    private static bool IsSwedishDay(ReadOnlySpan<char> day)
    {
        var number = Days.Number(day[^2..]);
        var real = number > 60 ? number - 60 : number;
        return day.Length == 8
            ? Days.Exists(Days.Number(day[..4]), Days.Number(day[4..6]), real)
            : Days.InSomeCentury(Days.Number(day[..2]), Days.Number(day[2..4]), real);
    }

    private static bool IsFinnish(ReadOnlySpan<char> text)
    {
        // A sign between date and number is not a letter and is left out; a letter stays.
        Span<char> id = stackalloc char[10];
        text[..6].CopyTo(id);
        text[^4..].CopyTo(id[6..]);
        var unknown = text.Length == 11 && !"ABCDEFYXWVU".Contains(text[6], StringComparison.Ordinal);
        return !unknown && Days.DayFirst(id) && Days.Number(id[6..9]) >= 2
            && "0123456789ABCDEFHJKLMNPRSTUVWXY"[Days.Number(id[..9]) % 31] == id[9];
    }

    private static bool IsNorwegian(ReadOnlySpan<char> id)
    {
        var (day, month) = (Days.Number(id[..2]), Days.Number(id[2..4]));
        return Days.InSomeCentury(Days.Number(id[4..6]), month > 40 ? month - 40 : month, day > 40 ? day - 40 : day)
            && (11 - (CheckDigits.Sum(id, 3, 7, 6, 1, 8, 9, 4, 5, 2) % 11)) % 11 == id[9] - '0'
            && (11 - (CheckDigits.Sum(id, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11)) % 11 == id[10] - '0';
    }
}
