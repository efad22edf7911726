using System.Security.Cryptography;

namespace PolicyGuard.Ledger.Sealing;

/// <summary>A master key: 32 random bytes, from which every sealed text gets a key of its own. Lives in memory and in the key file only.</summary>
public sealed class SealingKey
{
    /// <summary>The length of the secret, in bytes.</summary>
    public const int SecretLength = 32;

    /// <summary>The length of the id, in bytes.</summary>
    public const int IdLength = 4;

    private readonly byte[] _secret;
    private readonly byte[] _id;

    /// <summary>Takes a copy of a secret.</summary>
    /// <param name="secret">32 bytes that nobody can guess.</param>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public SealingKey(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != SecretLength)
        {
            throw new ArgumentException($"a sealing key has {SecretLength} bytes, not {secret.Length}", nameof(secret));
        }

        _secret = secret.ToArray();
        _id = SHA256.HashData([.. "policyguard/sealing-key-id/1"u8, .. secret])[..IdLength];
    }

    /// <summary>The first 4 bytes of SHA-256 over a fixed label and the secret: tells keys apart and nothing about them.</summary>
    public ReadOnlySpan<byte> Id => _id;

    /// <summary>The id, as people see it: 8 hexadecimal digits.</summary>
    public string Name => Convert.ToHexStringLower(_id);

    /// <summary>A new secret of the system's random source.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretLength);

    internal ReadOnlySpan<byte> Secret => _secret;
}
