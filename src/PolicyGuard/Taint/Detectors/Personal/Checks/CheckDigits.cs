namespace PolicyGuard.Taint.Detectors.Personal.Checks;

/// <summary>The schemes of check digits that several ids share. All take digits only, the check digit last.</summary>
internal static class CheckDigits
{
    private static ReadOnlySpan<byte> Permutation =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 5, 7, 6, 2, 8, 3, 0, 9, 4, 5, 8, 0, 3, 7, 9, 6, 1, 4, 2, 8, 9, 1, 6, 0, 4, 3, 5, 2, 7,
        9, 4, 5, 3, 1, 2, 6, 8, 7, 0, 4, 2, 8, 6, 5, 7, 3, 9, 0, 1, 2, 7, 9, 3, 8, 0, 6, 4, 1, 5, 7, 0, 4, 6, 9, 1, 3, 2, 5, 8,
    ];

    /// <summary>The value of a digit, or of a letter as 10 to 35.</summary>
    public static int Value(char c) => char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;

    /// <summary>Luhn's scheme (ISO/IEC 7812-1, annex B).</summary>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var d = digits[digits.Length - 1 - i] - '0';
            d = (i & 1) == 0 ? d : d * 2;
            sum += d > 9 ? d - 9 : d;
        }

        return sum % 10 == 0;
    }

    /// <summary>The sum of digits times weights; digits beyond the weights do not count.</summary>
    public static int Sum(ReadOnlySpan<char> digits, params ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += Value(digits[i]) * weights[i];
        }

        return sum;
    }

    /// <summary>ISO 7064 MOD 11,10.</summary>
    public static bool Mod1110(ReadOnlySpan<char> digits)
    {
        var product = 10;
        foreach (var c in digits[..^1])
        {
            var sum = (product + c - '0') % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10 == digits[^1] - '0';
    }

    /// <summary>The remainder by 97 of a number, its letters as two digits (ISO 7064 MOD 97-10).</summary>
    public static int Mod97(ReadOnlySpan<char> id)
    {
        var rest = 0;
        foreach (var c in id)
        {
            var value = Value(c);
            rest = ((rest * (value > 9 ? 100 : 10)) + value) % 97;
        }

        return rest;
    }

    /// <summary>Verhoeff's scheme (dihedral group of order 10).</summary>
    public static bool Verhoeff(ReadOnlySpan<char> digits)
    {
        var state = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            state = Times(state, Permutation[((i & 7) * 10) + digits[digits.Length - 1 - i] - '0']);
        }

        return state == 0;
    }

    // Rotations are 0 to 4, reflections 5 to 9.
    private static int Times(int a, int b) => (a < 5, b < 5) switch
    {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + ((a + b) % 5),
        (false, true) => 5 + ((a - b + 10) % 5),
        (false, false) => (a - b + 10) % 5,
    };

    /// <summary>Whether all characters are the same; such numbers pass many checks and are nobody's.</summary>
    public static bool Monotone(ReadOnlySpan<char> id) => !id.ContainsAnyExcept(id[0]);
}
