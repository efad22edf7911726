using PolicyGuard.Taint.Detectors.Personal.Checks;

namespace PolicyGuard.Taint.Detectors.Personal.National;

/// <summary>Ids of the United Kingdom and Ireland.</summary>
internal static class BritishIds
{
    public static IReadOnlyList<ShapedId> All { get; } =
    [
        new("uk-nhs-number", "NHS Data Dictionary: weights 10 to 2 modulo 11", weak: ["0000000000", "000 000 0000", "000-000-0000"])
        {
            Words = new("nhs", "national health", "patient"),
            HasCheckDigit = true,
            Check = static id => !CheckDigits.Monotone(id) && (11 - (CheckDigits.Sum(id, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11)) % 11 == id[9] - '0',
        },
        new("uk-national-insurance-number", "HMRC NIM39110: prefixes that are never issued, suffix A to D", ["aa000000a", "aa 00 00 00 a"], ["aa 000000 a", "aa 000000a", "aa-00-00-00-a"])
        {
            Words = new("nino", "national insurance", "ni number", "ni no"),
            Check = static id => !"DFIQUV".Contains(id[0], StringComparison.Ordinal) && !"DFIOQUV".Contains(id[1], StringComparison.Ordinal)
                && id[..2] is not ("BG" or "GB" or "KN" or "NK" or "NT" or "TN" or "ZZ") && id[8] is >= 'A' and <= 'D',
        },
        new("uk-driving-licence", "DVLA: surname, decade, month (plus 50), day, year, initials",
            ["aaaaa000000xxxaa", "aaaa9000000xxxaa", "aaa99000000xxxaa", "aa999000000xxxaa"])
        {
            Words = Driving,
            Check = static id => Days.Number(id[6..8]) is (>= 1 and <= 12) or (>= 51 and <= 62) && Days.Number(id[8..10]) is >= 1 and <= 31,
        },
        new("uk-passport", "HM Passport Office: nine digits, or two letters and seven digits", weak: ["000000000", "aa0000000"])
        {
            Words = new("passport"),
        },
        new("uk-postcode", "Royal Mail: area, district, sector, unit", weak: ["a0 0aa", "a00 0aa", "aa0 0aa", "aa00 0aa", "a0a 0aa", "aa0a 0aa", "a00aa", "a000aa", "aa00aa", "aa000aa", "a0a0aa", "aa0a0aa"])
        {
            Words = new("postcode", "post code", "postal address", "home address"),
            Check = static id => !"QVX".Contains(id[0], StringComparison.Ordinal) && !id[^2..].ContainsAny("CIKMOV"),
        },
        new("uk-vehicle-registration", "DVLA INF104: letters, two digits of age, three letters; before 2001 one letter of age", weak: ["aa00 aaa", "aa00aaa", "aa00-aaa", "a000 aaa", "a000aaa", "aaa000a", "aaa 000a"])
        {
            Words = VehicleWords.English,
            Check = static id => !id.ContainsAny('I', 'Q'),
        },
        new("ie-pps-number", "Department of Social Protection: weights 8 to 2, and 9 for a second letter, modulo 23", weak: ["0000000a", "0000000aa"])
        {
            Words = new("pps", "ppsn", "personal public service"),
            HasCheckDigit = true,
            Check = static id => "WABCDEFGHIJKLMNOPQRSTUV"[(CheckDigits.Sum(id, 8, 7, 6, 5, 4, 3, 2) + (id.Length == 9 ? (id[8] - 'A' + 1) * 9 : 0)) % 23] == id[7],
        },
    ];

    private static ContextWords Driving => new("driving", "driver", "licence");
}
