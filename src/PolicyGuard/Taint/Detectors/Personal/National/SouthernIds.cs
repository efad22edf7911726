using PolicyGuard.Taint.Detectors.Personal.Checks;

namespace PolicyGuard.Taint.Detectors.Personal.National;

/// <summary>Ids of Spain, Portugal, Italy and France.</summary>
internal static class SouthernIds
{
    private const string SpanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

    public static IReadOnlyList<ShapedId> All { get; } =
    [
        new("es-tax-id", "NIF and DNI, Real Decreto 1065/2007: the letter by the remainder by 23", ["00000000a", "00000000-a", "0000000-a"], ["0000000a"])
        {
            Words = new("nif", "dni", "documento nacional"),
            HasCheckDigit = true,
            Check = static id => SpanishLetters[Days.Number(id[..^1]) % 23] == id[^1] && id[..^1].ContainsAnyExcept('0'),
        },
        new("es-foreigner-id", "NIE: X, Y or Z counts as 0, 1 or 2; the letter by the remainder by 23",
            ["X0000000a", "Y0000000a", "Z0000000a", "X0000000-a", "Y0000000-a", "Z0000000-a", "X-0000000-a", "Y-0000000-a", "Z-0000000-a"])
        {
            Words = new("nie", "extranjero"),
            HasCheckDigit = true,
            Check = static id => SpanishLetters[(((id[0] - 'X') * 10_000_000) + Days.Number(id[1..8])) % 23] == id[8],
        },
        new("es-passport", "three letters and six digits", weak: ["aaa000000"])
        {
            Words = new("pasaporte", "passport"),
        },
        new("pt-tax-id", "NIF of Portugal, of people (1 to 3): weights 9 to 2 modulo 11", weak: ["000000000", "000 000 000"])
        {
            Words = new("nif", "contribuinte", "número de identificação fiscal"),
            HasCheckDigit = true,
            Check = static id => id[0] is >= '1' and <= '3' && (11 - (CheckDigits.Sum(id, 9, 8, 7, 6, 5, 4, 3, 2) % 11)) % 11 % 10 == id[8] - '0',
        },
        new("it-fiscal-code", "Codice fiscale, D.M. 23 December 1976: values of odd and even places modulo 26", ["aaaaaaxxaxxaxxxa"])
        {
            Words = new("codice fiscale", "fiscal code", "cod. fisc"),
            HasCheckDigit = true,
            Check = static id => IsFiscalCode(id),
        },
        new("it-vat-number", "Partita IVA: Luhn", ["IT00000000000"], ["00000000000"])
        {
            Words = new("partita iva", "p.iva", "p. iva", "piva", "vat"),
            HasCheckDigit = true,
            Check = static id => CheckDigits.Luhn(id[^11..]) && id[^11..].ContainsAnyExcept('0'),
        },
        new("it-identity-card", "paper: two letters and seven digits; electronic: two letters, five digits, two letters", weak: ["aa0000000", "0000000aa", "aa00000aa"])
        {
            Words = new("carta d'identità", "carta d'identita", "carta di identità", "carta identità", "documento d'identità", "identity card", "cie"),
        },
        new("it-driving-licence", "two letters, seven digits and a letter, or U1, seven characters and a letter", weak: ["aa0000000a", "U1xxxxxxxa"])
        {
            Words = new("patente", "license", "licence"),
            Check = static id => id[..2] is "U1" || char.IsAsciiLetter(id[1]),
        },
        new("fr-social-security-number", "NIR of INSEE: 97 less the remainder by 97; 2A and 2B count as 19 and 18",
            ["000000000000000", "0 00 00 00 000 000 00", "0 00 00 0a 000 000 00", "000000a00000000"])
        {
            Words = new("nir", "sécurité sociale", "securite sociale", "numéro de sécu", "insee"),
            HasCheckDigit = true,
            Check = static id => IsFrench(id),
        },
        new("fr-passport", "two digits, two letters, five digits", weak: ["00aa00000"])
        {
            Words = new("passeport", "passport"),
        },
    ];

    private static bool IsFiscalCode(ReadOnlySpan<char> id)
    {
        ReadOnlySpan<int> odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
        if (!"ABCDEHLMPRST".Contains(id[8], StringComparison.Ordinal))
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            // Where two people would have the same code, digits become letters.
            if (i is 6 or 7 or 9 or 10 or 12 or 13 or 14 && !char.IsAsciiDigit(id[i]) && !"LMNPQRSTUV".Contains(id[i], StringComparison.Ordinal))
            {
                return false;
            }

            var value = char.IsAsciiDigit(id[i]) ? id[i] - '0' : id[i] - 'A';
            sum += (i & 1) == 0 ? odd[value] : value;
        }

        return sum % 26 == id[15] - 'A';
    }

    private static bool IsFrench(ReadOnlySpan<char> id)
    {
        if (id[0] is not ('1' or '2' or '3' or '4' or '7' or '8') || Days.Number(id[3..5]) is not ((>= 1 and <= 12) or (>= 20 and <= 42) or (>= 50 and <= 99)))
        {
            return false;
        }

        if (char.IsAsciiLetter(id[6]) && id[5..7] is not ("2A" or "2B"))
        {
            return false;
        }

        ReadOnlySpan<char> department = id[5..7] switch { "2A" => "19", "2B" => "18", var other => other };
        return 97 - CheckDigits.Mod97([.. id[..5], .. department, .. id[7..13]]) == Days.Number(id[13..15]);
    }
}
