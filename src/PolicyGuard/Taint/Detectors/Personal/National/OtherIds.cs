using PolicyGuard.Taint.Detectors.Personal.Checks;

namespace PolicyGuard.Taint.Detectors.Personal.National;

/// <summary>Ids of Australia, Africa, Latin America and Turkey.</summary>
internal static class OtherIds
{
    public static IReadOnlyList<ShapedId> All { get; } =
    [
        new("au-business-number", "ABN: one off the first digit, weights 10, 1, 3 … 19, modulo 89", ["00 000 000 000"], ["00000000000"])
        {
            Words = new("abn", "australian business"),
            HasCheckDigit = true,
            Check = static id => id[0] != '0' && (CheckDigits.Sum(id, 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19) - 10) % 89 == 0,
        },
        new("au-company-number", "ACN: weights 8 to 1 modulo 10", weak: ["000 000 000", "000000000"])
        {
            Words = new("acn", "australian company"),
            HasCheckDigit = true,
            Check = static id => id.ContainsAnyExcept('0') && (10 - (CheckDigits.Sum(id, 8, 7, 6, 5, 4, 3, 2, 1) % 10)) % 10 == id[8] - '0',
        },
        new("au-tax-file-number", "TFN: weights 1,4,3,7,5,8,6,9,10 modulo 11", weak: ["000 000 000", "000000000"])
        {
            Words = new("tfn", "tax file"),
            HasCheckDigit = true,
            Check = static id => !CheckDigits.Monotone(id) && CheckDigits.Sum(id, 1, 4, 3, 7, 5, 8, 6, 9, 10) % 11 == 0,
        },
        new("au-medicare-number", "weights 1,3,7,9 modulo 10; the first digit is 2 to 6", ["0000 00000 0"], ["0000000000", "00000000000"])
        {
            Words = new("medicare"),
            HasCheckDigit = true,
            Check = static id => id[0] is >= '2' and <= '6' && CheckDigits.Sum(id, 1, 3, 7, 9, 1, 3, 7, 9) % 10 == id[8] - '0',
        },
        new("za-identity-number", "South African id: a date, citizenship 0 to 2, Luhn", ["0000000000000", "000000 0000 00 0"])
        {
            Words = new("rsa id", "south african id", "sa id", "identity number"),
            HasCheckDigit = true,
            Check = static id => Days.YearFirst(id) && id[10] is '0' or '1' or '2' && CheckDigits.Luhn(id),
        },
        new("ng-identity-number", "NIN of NIMC: eleven digits", weak: ["00000000000"])
        {
            Words = new("nin", "nimc", "national identification number"),
            Check = static id => !CheckDigits.Monotone(id),
        },
        new("ng-vehicle-registration", "three letters, three digits, two letters", weak: ["aaa-000aa", "aaa 000aa", "aaa000aa"])
        {
            Words = VehicleWords.English,
        },
        new("br-cpf", "CPF: two check digits modulo 11", ["000.000.000-00"], ["00000000000"])
        {
            Words = new("cpf", "cadastro de pessoa"),
            HasCheckDigit = true,
            Check = static id => !CheckDigits.Monotone(id)
                && Brazilian(CheckDigits.Sum(id, 10, 9, 8, 7, 6, 5, 4, 3, 2), id[9]) && Brazilian(CheckDigits.Sum(id, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2), id[10]),
        },
        new("br-cnpj", "CNPJ: two check digits modulo 11", ["00.000.000/0000-00"], ["00000000000000"])
        {
            Words = new("cnpj", "cadastro nacional"),
            HasCheckDigit = true,
            Check = static id => !CheckDigits.Monotone(id)
                && Brazilian(CheckDigits.Sum(id, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), id[12]) && Brazilian(CheckDigits.Sum(id, 6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), id[13]),
        },
        new("mx-curp", "CURP of RENAPO: a date, sex, state and a check digit of base 37", ["aaaa000000aaaaaax0"])
        {
            Words = new("curp"),
            HasCheckDigit = true,
            Check = static id => id[10] is 'H' or 'M' or 'X' && Days.YearFirst(id[4..10]) && IsMexican(id),
        },
        new("tr-identity-number", "T.C. Kimlik No: two check digits modulo 10", weak: ["00000000000"])
        {
            Words = new("kimlik", "tckn", "t.c.", "tc no", "turkish id", "national id", "kişi", "nüfus"),
            HasCheckDigit = true,
            Check = static id => id[0] != '0' && IsTurkish(id),
        },
        new("tr-vehicle-registration", "province 01 to 81, letters, number",
            weak: ["00 aaa 0000", "00 aaa 000", "00 aaa 00", "00 aa 0000", "00 aa 000", "00 aa 00", "00 a 0000", "00 a 000", "00 a 00"])
        {
            Words = new("plaka", "plakası", "license plate", "licence plate"),
            Check = static id => Days.Number(id[..2]) is >= 1 and <= 81,
        },
    ];

    private static bool Brazilian(int sum, char check) => (sum % 11 < 2 ? 0 : 11 - (sum % 11)) == check - '0';

    private static bool IsMexican(ReadOnlySpan<char> id)
    {
        var sum = 0;
        for (var i = 0; i < 17; i++)
        {
            // The letter Ñ stands between N and O, so letters from O on count one more.
            var value = CheckDigits.Value(id[i]);
            sum += (value > 23 ? value + 1 : value) * (18 - i);
        }

        return (10 - (sum % 10)) % 10 == id[17] - '0';
    }

    private static bool IsTurkish(ReadOnlySpan<char> id)
    {
        var odd = CheckDigits.Sum(id, 1, 0, 1, 0, 1, 0, 1, 0, 1);
        var even = CheckDigits.Sum(id, 0, 1, 0, 1, 0, 1, 0, 1);
        return ((odd * 7) - even + 100) % 10 == id[9] - '0' && (odd + even + id[9] - '0') % 10 == id[10] - '0';
    }
}
