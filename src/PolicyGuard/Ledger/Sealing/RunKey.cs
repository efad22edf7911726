using System.Security.Cryptography;

namespace PolicyGuard.Ledger.Sealing;

/// <summary>
/// The key under which one run of the program seals: made of the master key and a random salt once, and used with a random nonce for each text.
/// </summary>
/// <remarks>
/// Random nonces of 96 bits are safe for 2³² texts under one key (NIST SP 800-38D §8.3); this one is given up after 2²⁰. They are drawn, not
/// counted: a machine that is set back to a snapshot of itself would count the same numbers again.
/// </remarks>
internal sealed class RunKey : IDisposable
{
    public const int SaltLength = 16;
    public const int NonceLength = 12;
    public const int TagLength = 16;

    private const int KeyLength = 32;
    private const int MostTexts = 1 << 20;

    private readonly Lock _lock = new();
    private readonly AesGcm _aes;
    private readonly byte[] _salt;
    private int _texts;

    public RunKey(SealingKey master)
    {
        _salt = RandomNumberGenerator.GetBytes(SaltLength);
        _aes = Derive(master, _salt);
    }

    public ReadOnlySpan<byte> Salt => _salt;

    public bool IsWorn => Volatile.Read(ref _texts) >= MostTexts;

    /// <summary>The cipher for what was sealed with that salt.</summary>
    public static AesGcm Derive(SealingKey master, ReadOnlySpan<byte> salt)
    {
        Span<byte> derived = stackalloc byte[KeyLength];
        try
        {
            HKDF.DeriveKey(HashAlgorithmName.SHA256, master.Secret, derived, salt, "policyguard/sealed/2"u8);
            return new AesGcm(derived, TagLength);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    // The cipher promises nothing to threads that share it.
    public void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> cipher, Span<byte> tag, ReadOnlySpan<byte> beside)
    {
        lock (_lock)
        {
            _texts++;
            _aes.Encrypt(nonce, plain, cipher, tag, beside);
        }
    }

    public void Dispose() => _aes.Dispose();
}
