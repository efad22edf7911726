using PolicyGuard.Taint.Detectors.Personal.Checks;

namespace PolicyGuard.Taint.Detectors.Personal.National;

/// <summary>Ids of East and South-East Asia.</summary>
internal static class AsianIds
{
    public static IReadOnlyList<ShapedId> All { get; } =
    [
        new("sg-identity-number", "NRIC and FIN: weights 2,7,6,5,4,3,2, the letter by the remainder by 11", ["S0000000a", "T0000000a", "F0000000a", "G0000000a", "M0000000a"])
        {
            Words = new("nric", "fin number"),
            HasCheckDigit = true,
            Check = static id => IsSingaporean(id),
        },
        new("sg-entity-number", "UEN of ACRA: three forms with a check letter", ["000000000a", "R00aa0000a", "S00aa0000a", "T00aa0000a"], ["00000000a"])
        {
            Words = new("uen", "unique entity"),
            HasCheckDigit = true,
            Check = static id => IsEntity(id),
        },
        new("kr-resident-number", "RRN: a date, sex and century 1 to 4, weights 2 to 9 modulo 11 until October 2020", ["000000-0000000", "0000000000000"])
        {
            Words = new("rrn", "resident registration", "주민등록", "주민번호"),
            HasCheckDigit = true,
            Check = static id => id[6] is >= '1' and <= '4' && Days.YearFirst(id),
            Proof = static id => KoreanHolds(id, 11),
        },
        new("kr-foreigner-number", "FRN: as the resident number, with 5 to 8", ["000000-0000000", "0000000000000"])
        {
            Words = new("frn", "foreigner registration", "외국인등록"),
            HasCheckDigit = true,
            Check = static id => id[6] is >= '5' and <= '8' && Days.YearFirst(id),
            Proof = static id => KoreanHolds(id, 13),
        },
        new("kr-business-number", "BRN: weights 1,3,7,1,3,7,1,3,5 modulo 10", ["000-00-00000"], ["0000000000"])
        {
            Words = new("brn", "business registration", "사업자등록"),
            HasCheckDigit = true,
            Check = static id => !CheckDigits.Monotone(id)
                && (10 - ((CheckDigits.Sum(id, 1, 3, 7, 1, 3, 7, 1, 3, 5) + ((id[8] - '0') * 5 / 10)) % 10)) % 10 == id[9] - '0',
        },
        new("kr-passport", "M, S, R, O, D or G, then eight digits, or three digits, a letter, four digits", weak: ["a00000000", "a000a0000"])
        {
            Words = new("passport", "여권"),
            Check = static id => "MSRODG".Contains(id[0], StringComparison.Ordinal),
        },
        new("kr-driving-licence", "region 11 to 28, year, six digits, two digits", ["00-00-000000-00"], ["00 00 000000 00"])
        {
            Words = new("driver", "driving", "운전면허"),
            Check = static id => Days.Number(id[..2]) is >= 11 and <= 28,
        },
        new("th-identity-number", "Thai national id: a province of the Department of Provincial Administration, weights 13 to 2 modulo 11", ["0-0000-00000-00-0"], ["0000000000000", "0 0000 00000 00 0"])
        {
            Words = new("thai", "tnin", "national id", "identification", "บัตรประชาชน", "ประจำตัวประชาชน"),
            HasCheckDigit = true,
            Check = static id => id[0] is >= '1' and <= '8' && IsThaiProvince(Days.Number(id[1..3])) && (11 - (CheckDigits.Sum(id, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11)) % 10 == id[12] - '0',
        },
        new("ph-tax-number", "TIN of the Philippines: weights 9 to 2 modulo 11; three more digits for a branch", weak: ["000-000-000-000", "000-000-000", "000000000000", "000-000-000-00000"])
        {
            Words = new("tin", "bir", "tax id"),
            HasCheckDigit = true,
            Check = static id => id[..9].ContainsAnyExcept('0') && CheckDigits.Sum(id, 9, 8, 7, 6, 5, 4, 3, 2) % 11 == id[8] - '0',
        },
        new("jp-individual-number", "My Number, Order 85/2014 article 5: weights 6 to 2 and 7 to 2 modulo 11", weak: ["000000000000", "0000 0000 0000", "0000-0000-0000"])
        {
            Words = new("my number", "mynumber", "individual number", "マイナンバー", "個人番号"),
            HasCheckDigit = true,
            Check = static id => !CheckDigits.Monotone(id) && (CheckDigits.Sum(id, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11 is var rest && (rest <= 1 ? 0 : 11 - rest) == id[11] - '0'),
        },
        new("cn-resident-id", "GB 11643: ISO 7064 MOD 11-2 and a date", ["00000000000000000x"])
        {
            Words = new("身份证", "resident id", "id card"),
            HasCheckDigit = true,
            Check = static id => id[0] is >= '1' and <= '8' && Days.Exists(Days.Number(id[6..10]), Days.Number(id[10..12]), Days.Number(id[12..14]))
                && "10X98765432"[CheckDigits.Sum(id, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2) % 11] == id[17],
        },
    ];

    private static bool IsThaiProvince(int code) => code is (>= 10 and <= 27) or (>= 30 and <= 58) or (>= 60 and <= 67) or (>= 70 and <= 77) or (>= 80 and <= 86) or (>= 90 and <= 96);

    private static bool IsSingaporean(ReadOnlySpan<char> id)
    {
        var sum = CheckDigits.Sum(id[1..], 2, 7, 6, 5, 4, 3, 2);
        return id[8] == id[0] switch
        {
            'S' => "JZIHGFEDCBA"[sum % 11],
            'T' => "JZIHGFEDCBA"[(sum + 4) % 11],
            'F' => "XWUTRQPNMLK"[sum % 11],
            'G' => "XWUTRQPNMLK"[(sum + 4) % 11],
            _ => "XWUTRQPNJLK"[(sum + 3) % 11],
        };
    }

    private static bool IsEntity(ReadOnlySpan<char> id)
    {
        const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWX0123456789";
        if (id.Length == 9)
        {
            return "XMKECAWLJDB"[CheckDigits.Sum(id, 10, 4, 9, 3, 8, 2, 7, 1) % 11] == id[8];
        }

        if (char.IsAsciiDigit(id[0]))
        {
            return Days.Number(id[..4]) is >= 1800 and <= 2099 && "ZKCMDNERGWH"[CheckDigits.Sum(id, 10, 8, 6, 4, 9, 7, 5, 3, 1) % 11] == id[9];
        }

        ReadOnlySpan<int> weights = [4, 3, 5, 3, 10, 2, 2, 5, 7];
        var sum = 0;
        for (var i = 0; i < 9; i++)
        {
            var value = Alphabet.IndexOf(id[i], StringComparison.Ordinal);
            if (value < 0)
            {
                return false;
            }

            sum += value * weights[i];
        }

        return Alphabet[(sum - 5) % 11] == id[9];
    }

    // Numbers given since October 2020 have no check digit, so it is asked for only where no word says what the number is.
    private static bool KoreanHolds(ReadOnlySpan<char> id, int offset) =>
        (offset - (CheckDigits.Sum(id, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5) % 11)) % 10 == id[12] - '0';
}
