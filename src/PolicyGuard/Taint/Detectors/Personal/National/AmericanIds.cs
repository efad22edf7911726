using PolicyGuard.Taint.Detectors.Personal.Checks;

namespace PolicyGuard.Taint.Detectors.Personal.National;

/// <summary>Ids of the United States and Canada.</summary>
internal static class AmericanIds
{
    private static readonly ContextWords Licence = new(
        "driver's license", "drivers license", "driver license", "driver’s license", "driver's licence", "driver licence", "driving license", "driving licence", "license number",
        "licence number", "dl number", "dl no", "dl#");

    public static IReadOnlyList<ShapedId> All { get; } =
    [
        new("us-social-security-number", "Social Security Administration: areas 000, 666 and 9xx, group 00 and serial 0000 are never issued",
            ["000-00-0000", "000.00.0000", "000 00 0000"], ["000000000"])
        {
            Words = new("ssn", "social security", "soc sec", "socialsecurity", "social sec"),
            Check = static id => id[0] != '9' && id[..3] is not "000" and not "666" && id[3..5] is not "00" && id[5..] is not "0000",
        },
        new("us-individual-taxpayer-number", "IRS: 9xx with group 50 to 65, 70 to 88, 90 to 92 or 94 to 99", ["900-00-0000"], ["900 00 0000", "900000000"])
        {
            Words = new("itin", "individual taxpayer", "taxpayer", "tax id", "tax payer"),
            Check = static id => Days.Number(id[3..5]) is (>= 50 and <= 65) or (>= 70 and <= 88) or (>= 90 and <= 92) or >= 94,
        },
        new("us-provider-number", "CMS National Provider Identifier: Luhn over 80840 and the number", ["0000-000-000"], ["0000000000", "0000 000 000"])
        {
            Words = new("npi", "national provider", "provider number", "provider id", "provider identifier"),
            HasCheckDigit = true,
            Check = static id => id[0] is '1' or '2' && !CheckDigits.Monotone(id[1..]) && CheckDigits.Luhn([.. "80840", .. id]),
        },
        new("us-medicare-number", "CMS Medicare Beneficiary Identifier: a form without S, L, O, I, B and Z", ["0axxxxxxx00", "0axx-xxx-xx00"])
        {
            Words = new("medicare", "mbi", "beneficiary"),
            Check = static id => IsMedicare(id),
        },
        new("us-bank-routing-number", "ABA routing number: weights 3, 7, 1 modulo 10; prefix 00-12, 21-32, 61-72 or 80", ["0000-0000-0"], ["000000000"])
        {
            Words = new("aba", "routing", "rtn", "transit number"),
            HasCheckDigit = true,
            Check = static id => Days.Number(id[..2]) is <= 12 or (>= 21 and <= 32) or (>= 61 and <= 72) or 80
                && !CheckDigits.Monotone(id) && CheckDigits.Sum(id, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0,
        },
        new("us-dea-number", "DEA registration of prescribers: a check digit over six digits", weak: ["aa0000000", "a90000000"])
        {
            Words = new("dea", "controlled substance", "prescriber", "medical license", "medical licence", "physician", "certificate number", "registration number"),
            HasCheckDigit = true,
            Check = static id => (CheckDigits.Sum(id[2..], 1, 2, 1, 2, 1, 2) % 10) == id[8] - '0' && !CheckDigits.Monotone(id[2..]),
        },
        new("us-passport", "Department of State: nine digits, or a letter and eight digits", weak: ["000000000", "a00000000"])
        {
            Words = new("passport"),
        },
        new("us-driver-license", "AAMVA: the forms of the states; none has a public check digit",
            weak:
            [
                "a000-0000-0000", "a000-000-00-000-0", "a000-000-00-000", "0000-00-0000", "000-00-0000", "aa-00-0000", "aa000000a", "aaa000000", "aa00000", "aa000000", "aa0000000",
                .. Enumerable.Range(4, 11).Select(n => "a" + new string('0', n)), .. Enumerable.Range(6, 9).Select(n => new string('0', n)),
            ])
        {
            Words = Licence,
        },
        new("ca-social-insurance-number", "Service Canada: Luhn; the first digit is neither 0 nor 8", weak: ["000-000-000", "000 000 000", "000000000"])
        {
            Words = new("sin", "social insurance", "nas", "assurance sociale"),
            HasCheckDigit = true,
            Check = static id => id[0] is not ('0' or '8') && !CheckDigits.Monotone(id) && CheckDigits.Luhn(id),
        },
    ];

    // Digit, letter, letter or digit, digit, letter, letter or digit, digit, two letters, two digits.
    private static bool IsMedicare(ReadOnlySpan<char> id)
    {
        const string Form = "daxdaxdaadd";
        for (var i = 0; i < id.Length; i++)
        {
            var digit = char.IsAsciiDigit(id[i]);
            if (Form[i] == (digit ? 'a' : 'd') || "SLOIBZ".Contains(id[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return id[0] != '0';
    }
}
