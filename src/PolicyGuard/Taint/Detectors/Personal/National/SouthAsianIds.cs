using PolicyGuard.Taint.Detectors.Personal.Checks;

namespace PolicyGuard.Taint.Detectors.Personal.National;

/// <summary>Ids of India.</summary>
internal static class SouthAsianIds
{
    public static IReadOnlyList<ShapedId> All { get; } =
    [
        new("in-aadhaar", "Aadhaar of UIDAI: Verhoeff; the first digit is at least 2", ["0000 0000 0000", "0000-0000-0000"], ["000000000000", "0000:0000:0000"])
        {
            Words = new("aadhaar", "aadhar", "uidai", "आधार"),
            HasCheckDigit = true,
            Check = static id => id[0] >= '2' && !CheckDigits.Monotone(id) && CheckDigits.Verhoeff(id),
        },
        new("in-tax-number", "PAN: the fourth letter is the kind of holder", ["aaaaa0000a"])
        {
            Words = new("pan", "permanent account", "income tax"),
            Check = static id => "ABCFGHJLPTEK".Contains(id[3], StringComparison.Ordinal),
        },
        new("in-goods-tax-number", "GSTIN: state 01 to 38, a PAN, a number, Z, a check character", ["00aaaaa0000axZx"])
        {
            Words = new("gst", "gstin"),
            HasCheckDigit = true,
            Check = static id => Days.Number(id[..2]) is >= 1 and <= 38 && id[12] != '0',
        },
        new("in-voter-id", "EPIC: three letters and seven digits", weak: ["aaa0000000"])
        {
            Words = new("voter", "vote", "epic", "elector", "election"),
        },
        new("in-passport", "a letter and seven digits, the first not 0", weak: ["a0000000"])
        {
            Words = new("passport"),
            Check = static id => id[1] != '0' && "QXZ".IndexOf(id[0], StringComparison.Ordinal) < 0,
        },
        new("in-vehicle-registration", "state, district, letters, number", weak: ["aa00aa0000", "aa00a0000", "aa0aaa0000", "aa0aa0000", "aa00 aa 0000", "aa-00-aa-0000"])
        {
            Words = VehicleWords.English,
        },
    ];
}
