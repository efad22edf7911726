using PolicyGuard.Taint.Detectors.Personal.Checks;

namespace PolicyGuard.Taint.Detectors.Personal.National;

/// <summary>Ids of Germany, Austria and Switzerland.</summary>
internal static class GermanIds
{
    public static IReadOnlyList<ShapedId> All { get; } =
    [
        new("de-tax-id", "Identifikationsnummer, § 139b AO: ISO 7064 MOD 11,10; of the first ten digits one stands two or three times", ["00000000000", "00 000 000 000"])
        {
            Words = new("idnr", "id-nr", "steuer-id", "steuerid", "steueridentifikationsnummer", "steuer-identifikationsnummer", "steuerliche identifikationsnummer", "tax id", "identifikationsnummer"),
            HasCheckDigit = true,
            Check = static id => id[0] != '0' && CheckDigits.Mod1110(id),
            Proof = static id => OneDigitRepeats(id[..10]),
        },
        new("de-vat-id", "Umsatzsteuer-Identifikationsnummer, § 27a UStG: ISO 7064 MOD 11,10", ["DE000000000", "DE 000000000", "DE 000 000 000", "DE.000.000.000"])
        {
            Words = new("ust-id", "umsatzsteuer", "vat"),
            HasCheckDigit = true,
            Check = static id => id[2] != '0' && CheckDigits.Mod1110(id[2..]),
        },
        new("de-tax-number", "Steuernummer: the forms of the Länder and of ELSTER", weak: ["00/000/00000", "000/000/00000", "000/0000/0000", "00/000/0000", "000/00000", "0000000000000", "00000000000", "0000000000"])
        {
            Words = new("steuernummer", "steuer-nr", "st.-nr", "st-nr", "steuernr", "finanzamt", "tax number"),
        },
        // The number has nine characters; its check digit is the tenth, and is printed with it in the machine-readable zone only.
        new("de-id-card", "Personalausweis, § 2 PAuswG: nine characters without vowels, then ICAO 9303 weights 7, 3, 1 modulo 10", ["axxxxxxxx0"], ["axxxxxxxx"])
        {
            Words = new("personalausweis", "ausweis", "id card", "identity card", "perso"),
            Check = static id => IsDocument(id, "LMNPRTVWXY"),
            Proof = static id => Letters(id) >= 2 && IcaoHolds(id),
        },
        new("de-passport", "Reisepass, Anlage 11 PassV: as the identity card, with other first letters", ["axxxxxxxx0"], ["axxxxxxxx"])
        {
            Words = new("reisepass", "passport", "passnummer", "pass-nr", "passnr"),
            Check = static id => IsDocument(id, "CFGHJK"),
            Proof = static id => Letters(id) >= 2 && IcaoHolds(id),
        },
        new("de-health-insurance-number", "Krankenversichertennummer, § 290 SGB V: weights 1 and 2, sums of digits, modulo 10", weak: ["a000000000"])
        {
            Words = new("kvnr", "krankenkasse", "krankenversicher", "versichertennummer", "gesundheitskarte", "health insurance", "egk"),
            HasCheckDigit = true,
            Check = static id => IsHealthInsurance(id),
        },
        new("de-social-security-number", "Rentenversicherungsnummer, VKVV § 4: weights 2,1,2,5,7,1,2,1,2,1,2,1, sums of digits, modulo 10", ["00000000a000", "00 000000 a 000"])
        {
            Words = new("rvnr", "sozialversicherung", "rentenversicherung", "svnr", "sv-nummer"),
            HasCheckDigit = true,
            Check = static id => IsPensionInsurance(id),
        },
        new("de-practice-number", "Betriebsstättennummer of the KBV: nine digits, a region first", weak: ["000000000"])
        {
            Words = new("bsnr", "betriebsstättennummer", "betriebsstaettennummer", "betriebsstätte"),
            Check = static id => !CheckDigits.Monotone(id),
        },
        new("de-physician-number", "Lebenslange Arztnummer of the KBV: weights 4 and 9 modulo 10", weak: ["000000000"])
        {
            Words = new("lanr", "arztnummer", "arzt-nr", "arztnr", "physician"),
            HasCheckDigit = true,
            Check = static id => !CheckDigits.Monotone(id) && (10 - (CheckDigits.Sum(id, 4, 9, 4, 9, 4, 9) % 10)) % 10 == id[6] - '0',
        },
        new("de-driving-licence", "Führerscheinnummer: authority, number, check character", weak: ["aa00000000x", "a0xxxxxxxxx", "a00xxxxxxxx"])
        {
            Words = new("führerschein", "fuehrerschein", "fahrerlaubnis", "driver's license", "driving licence"),
        },
        new("de-vehicle-registration", "Kennzeichen, FZV § 8: district, letters, number", weak: ["a aa 0000", "a aa 000", "a a 0000", "aa aa 0000", "aa aa 000", "aa a 0000", "aaa aa 0000", "aaa a 000", "a-aa-0000", "a-aa-000", "aa-aa-0000", "aa-aa-000", "aa-aa 0000", "aa-aa 000", "a-aa 0000", "a-aa 000", "aa aa 00a", "aaa aa 0000a"])
        {
            Words = new("kennzeichen", "license plate", "licence plate", "number plate", "kfz"),
        },
        new("at-social-security-number", "Sozialversicherungsnummer of Austria: weights 3,7,9,5,8,4,2,1,6 modulo 11 and a date", weak: ["0000 000000", "0000000000", "0000-000000"])
        {
            Words = new("sozialversicherungsnummer", "svnr", "sv-nummer", "social security", "vsnr"),
            HasCheckDigit = true,
            Check = static id => id[0] != '0' && Days.DayFirst(id[4..]) && ((CheckDigits.Sum(id, 3, 7, 9) + CheckDigits.Sum(id[4..], 5, 8, 4, 2, 1, 6)) % 11) == id[3] - '0',
        },
        new("ch-social-security-number", "AHV number of Switzerland: 756 and an EAN-13 check digit", ["756.0000.0000.00", "7560000000000"])
        {
            Words = new("ahv", "avs"),
            HasCheckDigit = true,
            Check = static id => CheckDigits.Sum(id, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1) % 10 == 0,
        },
    ];

    private static bool OneDigitRepeats(ReadOnlySpan<char> ten)
    {
        Span<int> counts = stackalloc int[10];
        counts.Clear();
        foreach (var c in ten)
        {
            counts[c - '0']++;
        }

        return counts.ContainsAny(2, 3) && !counts.ContainsAnyInRange(4, 10) && counts.IndexOfAny(2, 3) == counts.LastIndexOfAny(2, 3);
    }

    private static bool IsDocument(ReadOnlySpan<char> id, string first) =>
        first.Contains(id[0], StringComparison.Ordinal) && !id[1..].ContainsAny("ABDEIOQSU") && id.Length - Letters(id) >= 3 && !CheckDigits.Monotone(id[1..]);

    private static bool IcaoHolds(ReadOnlySpan<char> id) => id.Length == 10 && CheckDigits.Sum(id, 7, 3, 1, 7, 3, 1, 7, 3, 1) % 10 == id[9] - '0';

    private static int Letters(ReadOnlySpan<char> id)
    {
        var letters = 0;
        foreach (var c in id)
        {
            letters += char.IsAsciiLetter(c) ? 1 : 0;
        }

        return letters;
    }

    private static bool IsHealthInsurance(ReadOnlySpan<char> id)
    {
        ReadOnlySpan<char> digits = [.. Ordinal(id[0]), .. id[1..]];
        return CrossSum(digits, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2) % 10 == id[9] - '0' && !CheckDigits.Monotone(id[1..]);
    }

    private static bool IsPensionInsurance(ReadOnlySpan<char> id)
    {
        // The day counts from 51 on where all serial numbers of a day are used up.
        var day = Days.Number(id[2..4]);
        ReadOnlySpan<char> digits = [.. id[..8], .. Ordinal(id[8]), .. id[9..]];
        return Days.InSomeCentury(Days.Number(id[6..8]), Days.Number(id[4..6]), day > 50 ? day - 50 : day)
            && CrossSum(digits, 2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1) % 10 == id[11] - '0';
    }

    private static char[] Ordinal(char letter) => [(char)('0' + ((letter - 'A' + 1) / 10)), (char)('0' + ((letter - 'A' + 1) % 10))];

    private static int CrossSum(ReadOnlySpan<char> digits, params ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            var product = (digits[i] - '0') * weights[i];
            sum += (product / 10) + (product % 10);
        }

        return sum;
    }
}
