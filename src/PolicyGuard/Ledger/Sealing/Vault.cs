using System.Security.Cryptography;
using System.Text;

namespace PolicyGuard.Ledger.Sealing;

/// <summary>
/// Seals what belongs to one call so that only the holder of the key can read it, and only as a part of that call. Nothing is compressed: the
/// length of compressed text tells about what is in it.
/// </summary>
/// <remarks>
/// The form: version (1 byte, 1), key id (4), salt (16, random), ciphertext, tag (16). AES-256-GCM (NIST SP 800-38D) under a key and a nonce that
/// HKDF-SHA256 (RFC 5869) makes of the master key, the salt and a fixed context: so no key is used twice, and no nonce has to be counted. What is
/// authenticated beside the text is the head, the part's name and the call's id: what is moved to another entry does not open.
/// Safe for use by several threads at once.
/// </remarks>
public sealed class Vault
{
    /// <summary>How many bytes longer the sealed form is.</summary>
    public const int Overhead = HeadLength + TagLength;

    /// <summary>The fault of what its own key does not open.</summary>
    public const string Broken = "it was changed, or does not belong to this call";

    private const byte Version = 1;
    private const int SaltLength = 16;
    private const int TagLength = 16;
    private const int HeadLength = 1 + SealingKey.IdLength + SaltLength;
    private const int KeyLength = 32;
    private const int NonceLength = 12;

    private readonly SealingKey[] _keys;

    /// <summary>Opens with any of the keys and seals with the first.</summary>
    /// <exception cref="ArgumentException">No key.</exception>
    public Vault(params IReadOnlyList<SealingKey> keys)
    {
        if (keys.Count == 0)
        {
            throw new ArgumentException("a vault needs a key", nameof(keys));
        }

        _keys = [.. keys];
    }

    /// <summary>Seals arguments.</summary>
    /// <param name="callId">The call to which they belong.</param>
    /// <param name="plain">The text.</param>
    /// <exception cref="CryptographicException">The platform refused; nothing was sealed.</exception>
    public byte[] Seal(string callId, ReadOnlySpan<byte> plain) => Seal(callId, SealedPart.Arguments, plain);

    /// <summary>As above, for any part of a call.</summary>
    public byte[] Seal(string callId, SealedPart part, ReadOnlySpan<byte> plain)
    {
        var key = _keys[0];
        var output = new byte[plain.Length + Overhead];
        output[0] = Version;
        key.Id.CopyTo(output.AsSpan(1));
        RandomNumberGenerator.Fill(output.AsSpan(1 + SealingKey.IdLength, SaltLength));
        var head = output.AsSpan(0, HeadLength);
        Span<byte> derived = stackalloc byte[KeyLength + NonceLength];
        try
        {
            Derive(key, head, derived);
            using var aes = new AesGcm(derived[..KeyLength], TagLength);
            aes.Encrypt(derived[KeyLength..], plain, output.AsSpan(HeadLength, plain.Length), output.AsSpan(HeadLength + plain.Length), Beside(head, part, callId));
            return output;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>Opens arguments. Never throws for what the bytes are.</summary>
    /// <param name="callId">The call to which they should belong.</param>
    /// <param name="closed">The sealed form.</param>
    /// <param name="plain">The text; empty where it does not open.</param>
    /// <param name="fault">Why it does not open, for a person; null where it does.</param>
    public bool TryOpen(string callId, ReadOnlySpan<byte> closed, out byte[] plain, out string? fault) =>
        TryOpen(callId, SealedPart.Arguments, closed, out plain, out fault);

    /// <summary>As above, for any part of a call.</summary>
    public bool TryOpen(string callId, SealedPart part, ReadOnlySpan<byte> closed, out byte[] plain, out string? fault)
    {
        plain = [];
        fault = null;
        if (closed.Length < Overhead)
        {
            fault = "too short to be sealed";
            return false;
        }

        if (closed[0] != Version)
        {
            fault = $"sealed in form {closed[0]}, which this program does not read";
            return false;
        }

        var head = closed[..HeadLength];
        var known = false;
        foreach (var key in _keys)
        {
            if (!key.Id.SequenceEqual(closed.Slice(1, SealingKey.IdLength)))
            {
                continue;
            }

            known = true;
            if (Open(key, head, closed[HeadLength..], Beside(head, part, callId)) is { } opened)
            {
                plain = opened;
                return true;
            }
        }

        fault = known
            ? Broken
            : $"it was sealed with key {Convert.ToHexStringLower(closed.Slice(1, SealingKey.IdLength))}, which is not here";
        return false;
    }

    private static byte[]? Open(SealingKey key, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, byte[] beside)
    {
        Span<byte> derived = stackalloc byte[KeyLength + NonceLength];
        var plain = new byte[body.Length - TagLength];
        try
        {
            Derive(key, head, derived);
            using var aes = new AesGcm(derived[..KeyLength], TagLength);
            aes.Decrypt(derived[KeyLength..], body[..^TagLength], body[^TagLength..], plain, beside);
            return plain;
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    private static void Derive(SealingKey key, ReadOnlySpan<byte> head, Span<byte> derived) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Secret, derived, salt: head[^SaltLength..], info: "policyguard/sealed/1"u8);

    // The head and the part have fixed lengths, so the call's id needs none.
    private static byte[] Beside(ReadOnlySpan<byte> head, SealedPart part, string callId) => [.. head, (byte)part, .. Encoding.UTF8.GetBytes(callId)];
}
