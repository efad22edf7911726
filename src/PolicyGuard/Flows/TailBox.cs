using System.Security.Cryptography;
using System.Text;

namespace PolicyGuard.Flows;

/// <summary>
/// Seals the end of what was sent with AES-GCM (NIST SP 800-38D) under a key made from the store's (HKDF, RFC 5869): it may be half a secret, and
/// whoever reads the store without the key gets none of it.
/// </summary>
public sealed class TailBox
{
    /// <summary>The most characters that are kept.</summary>
    public const int MaxCharacters = 256;

    private const int Nonce = 12;
    private const int Tag = 16;
    private readonly byte[] _key;

    /// <summary>A box under a store's key.</summary>
    public TailBox(PrintKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Bytes(), 32, info: "policyguard flow tail"u8.ToArray());
    }

    /// <summary>Seals the end of a text: at most <see cref="MaxCharacters"/> of it.</summary>
    public byte[] Seal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = Encoding.UTF8.GetBytes(text[Math.Max(0, text.Length - MaxCharacters)..]);
        var box = new byte[Nonce + plain.Length + Tag];
        RandomNumberGenerator.Fill(box.AsSpan(0, Nonce));
        using var cipher = new AesGcm(_key, Tag);
        cipher.Encrypt(box.AsSpan(0, Nonce), plain, box.AsSpan(Nonce, plain.Length), box.AsSpan(Nonce + plain.Length));
        return box;
    }

    /// <summary>Opens what was sealed; null where it is damaged or of another key.</summary>
    public string? Open(ReadOnlySpan<byte> box)
    {
        if (box.Length < Nonce + Tag)
        {
            return null;
        }

        var plain = new byte[box.Length - Nonce - Tag];
        try
        {
            using var cipher = new AesGcm(_key, Tag);
            cipher.Decrypt(box[..Nonce], box[Nonce..^Tag], box[^Tag..], plain);
            return Encoding.UTF8.GetString(plain);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
