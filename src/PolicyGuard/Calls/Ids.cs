using System.Security.Cryptography;

namespace PolicyGuard.Calls;

/// <summary>Makes the ids that users see: a prefix and 80 random bits (Crockford base 32), never guessable, never reused.</summary>
public static class Ids
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A new id such as <c>call_3k9m0v7x2c5t8b1n</c>.</summary>
    public static string New(string prefix)
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        Span<char> text = stackalloc char[prefix.Length + 17];
        prefix.CopyTo(text);
        text[prefix.Length] = '_';
        for (var i = 0; i < 16; i++)
        {
            text[prefix.Length + 1 + i] = Alphabet[random[i] & 31];
        }

        return new string(text);
    }
}
