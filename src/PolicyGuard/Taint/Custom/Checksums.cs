namespace PolicyGuard.Taint.Custom;

/// <summary>Checksums that a custom detector can ask for.</summary>
public static class Checksums
{
    private static readonly Dictionary<string, Func<ReadOnlySpan<char>, bool>> Known = new(StringComparer.Ordinal)
    {
        ["luhn"] = Luhn, ["mod97"] = Mod97, ["mod11"] = Mod11, ["verhoeff"] = Verhoeff,
    };

    private static readonly byte[] VerhoeffProduct =
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 0, 6, 7, 8, 9, 5, 2, 3, 4, 0, 1, 7, 8, 9, 5, 6, 3, 4, 0, 1, 2, 8, 9, 5, 6, 7, 4, 0, 1, 2, 3, 9, 5, 6, 7, 8,
        5, 9, 8, 7, 6, 0, 4, 3, 2, 1, 6, 5, 9, 8, 7, 1, 0, 4, 3, 2, 7, 6, 5, 9, 8, 2, 1, 0, 4, 3, 8, 7, 6, 5, 9, 3, 2, 1, 0, 4, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
    ];

    private static readonly byte[] VerhoeffTurn = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Keys];

    /// <summary>Whether a value has it; separators do not matter.</summary>
    internal static bool Holds(string name, ReadOnlySpan<char> value) => Known[name](value);

    // ISO/IEC 7812-1 annex B.
    private static bool Luhn(ReadOnlySpan<char> value)
    {
        var (sum, count) = (0, 0);
        for (var i = value.Length - 1; i >= 0; i--)
        {
            if (char.IsAsciiDigit(value[i]))
            {
                var digit = (value[i] - '0') * (1 + (count++ & 1));
                sum += digit > 9 ? digit - 9 : digit;
            }
        }

        return count > 1 && sum % 10 == 0;
    }

    // ISO 7064, MOD 97-10, over letters and digits; the first four behind the rest, as an IBAN has it (ISO 13616).
    private static bool Mod97(ReadOnlySpan<char> value)
    {
        Span<char> kept = stackalloc char[64];
        var count = 0;
        foreach (var c in value)
        {
            if (char.IsAsciiLetterOrDigit(c) && count < kept.Length)
            {
                kept[count++] = char.ToUpperInvariant(c);
            }
        }

        var rest = 0;
        for (var i = 0; count > 4 && i < count; i++)
        {
            var c = kept[(i + 4) % count];
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + c - 'A' + 10) % 97;
        }

        return count > 4 && rest == 1;
    }

    // Weights 2, 3, 4 … from the right, a check digit X for ten (ISBN-10 and many national numbers).
    private static bool Mod11(ReadOnlySpan<char> value)
    {
        var (sum, weight) = (0, 1);
        for (var i = value.Length - 1; i >= 0; i--)
        {
            if (char.IsAsciiDigit(value[i]) || (weight == 1 && value[i] is 'X' or 'x'))
            {
                sum += (char.IsAsciiDigit(value[i]) ? value[i] - '0' : 10) * weight++;
            }
        }

        return weight > 2 && sum % 11 == 0;
    }

    // The dihedral group of ten: multiplication table, and a permutation that is applied once more at each place.
    private static bool Verhoeff(ReadOnlySpan<char> value)
    {
        var (check, place) = (0, 0);
        for (var i = value.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(value[i]))
            {
                continue;
            }

            var digit = value[i] - '0';
            for (var turn = 0; turn < place % 8; turn++)
            {
                digit = VerhoeffTurn[digit];
            }

            check = VerhoeffProduct[(check * 10) + digit];
            place++;
        }

        return place > 1 && check == 0;
    }
}
