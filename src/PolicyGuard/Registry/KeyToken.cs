using System.Security.Cryptography;
using System.Text;

namespace PolicyGuard.Registry;

/// <summary>
/// An API key as its holder has it: <c>pgk_</c>, 16 characters of the id, <c>_</c>, 52 of the secret (256 random bits) and 6 of a checksum,
/// in Crockford's base 32. The checksum tells typing errors and cut-off keys from wrong ones, and scanners of repositories that it is one.
/// </summary>
/// <remarks>
/// The secret is random and long, so one SHA-256 over the whole text is kept of it: there is nothing to guess that a slow hash would guard.
/// </remarks>
public sealed class KeyToken
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "pgk_";

    /// <summary>How many characters a key has.</summary>
    public const int Length = 4 + IdLength + 1 + SecretLength + CheckLength;

    private const int IdLength = 16;
    private const int SecretLength = 52;
    private const int CheckLength = 6;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private KeyToken(string keyId, byte[] hash) => (KeyId, Hash) = (keyId, hash);

    /// <summary>The id of the key that the text claims to be, <c>key_…</c>.</summary>
    public string KeyId { get; }

    /// <summary>SHA-256 of the text.</summary>
    public ReadOnlyMemory<byte> Hash { get; }

    /// <summary>Makes a key.</summary>
    /// <param name="text">The key. Nothing else ever holds its secret: hand it over and forget it.</param>
    public static KeyToken Create(out string text)
    {
        Span<byte> random = stackalloc byte[IdLength + SecretLength];
        RandomNumberGenerator.Fill(random);
        var made = new StringBuilder(Prefix, Length);
        for (var i = 0; i < random.Length; i++)
        {
            if (i == IdLength)
            {
                made.Append('_');
            }

            made.Append(Alphabet[random[i] & 31]);
        }

        random.Clear();
        text = made.Append(Checksum(made.ToString())).ToString();
        return Of(text);
    }

    /// <summary>Reads a key; false where the text is none, whoever may have made it.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out KeyToken? token)
    {
        token = null;
        if (text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[4 + IdLength] != '_'
            || text.Slice(4, IdLength).ContainsAnyExcept(Alphabet) || text[(5 + IdLength)..].ContainsAnyExcept(Alphabet))
        {
            return false;
        }

        var whole = text.ToString();
        if (!text[^CheckLength..].SequenceEqual(Checksum(whole[..^CheckLength])))
        {
            return false;
        }

        token = Of(whole);
        return true;
    }

    /// <summary>Whether this is the key of which the hash was kept. Takes as long for every wrong one.</summary>
    public bool Matches(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(Hash.Span, hash);

    private static KeyToken Of(string text) => new($"key_{text.AsSpan(4, IdLength)}", SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    // 30 bits of a hash in another domain than the one that is kept.
    private static string Checksum(string body)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes("policyguard key checksum " + body));
        return string.Create(CheckLength, hash, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = Alphabet[from[i] & 31];
            }
        });
    }
}
