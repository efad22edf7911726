using System.Security.Cryptography;

namespace PolicyGuard.Calls;

/// <summary>Makes the ids that users see: a prefix and characters of Crockford's base 32, never reused.</summary>
public static class Ids
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private const int RandomLength = 16;
    private const int TimeLength = 9;
    private const int CallTailLength = 11;

    // One draw from the system serves many ids: a draw costs as much for 16 bytes as for 512. What was used is wiped.
    [ThreadStatic]
    private static byte[]? s_drawn;

    [ThreadStatic]
    private static int s_left;

    /// <summary>A new id such as <c>apr_3k9m0v7x2c5t8b1n</c>: 80 random bits, never guessable.</summary>
    public static string New(string prefix)
    {
        Span<char> text = stackalloc char[prefix.Length + 1 + RandomLength];
        Random(text[Start(prefix, text)..]);
        return new string(text);
    }

    /// <summary>
    /// A new id of a call, such as <c>call_01k9m0v7x2c5t8b1n3hq</c>: the time in milliseconds since 1970 UTC (9 characters), then 55 random
    /// bits. Ids sort by their time, so that the ledger's index of them grows at its end; nothing trusts them to be hard to guess.
    /// </summary>
    /// <param name="at">When the call came; 1970 to 3084.</param>
    public static string Call(DateTimeOffset at)
    {
        const string prefix = "call";
        Span<char> text = stackalloc char[prefix.Length + 1 + TimeLength + CallTailLength];
        var rest = text[Start(prefix, text)..];
        var time = at.ToUnixTimeMilliseconds();
        for (var i = TimeLength - 1; i >= 0; i--)
        {
            rest[i] = Alphabet[(int)(time & 31)];
            time >>= 5;
        }

        Random(rest[TimeLength..]);
        return new string(text);
    }

    /// <summary>A new id with 12 lower-case hexadecimal digits, such as <c>inc_a1b2c3d4e5f6</c>: the form that the governance tools have always had.</summary>
    public static string NewHex(string prefix) => $"{prefix}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";

    private static int Start(string prefix, Span<char> text)
    {
        prefix.CopyTo(text);
        text[prefix.Length] = '_';
        return prefix.Length + 1;
    }

    private static void Random(Span<char> text)
    {
        var drawn = s_drawn ??= new byte[512];
        if (s_left < text.Length)
        {
            RandomNumberGenerator.Fill(drawn);
            s_left = drawn.Length;
        }

        var bytes = drawn.AsSpan(s_left -= text.Length, text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Alphabet[bytes[i] & 31];
        }

        bytes.Clear();
    }
}
