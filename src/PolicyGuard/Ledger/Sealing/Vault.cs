using System.Security.Cryptography;
using System.Text;

namespace PolicyGuard.Ledger.Sealing;

/// <summary>
/// Seals what belongs to one call so that only the holder of the key can read it, and only as a part of that call. Nothing is compressed: the
/// length of compressed text tells about what is in it.
/// </summary>
/// <remarks>
/// The form: version (1 byte, 2), key id (4), salt (16), nonce (12, random), ciphertext, tag (16). AES-256-GCM (NIST SP 800-38D) under a key that
/// HKDF-SHA256 (RFC 5869) makes of the master key, the salt and a fixed context; the salt is random and new for each run (<see cref="RunKey"/>).
/// What is authenticated beside the text is the head, the part's name and the call's id: what is moved to another entry does not open.
/// Safe for use by several threads at once.
/// </remarks>
public sealed class Vault
{
    /// <summary>How many bytes longer the sealed form is.</summary>
    public const int Overhead = HeadLength + TagLength;

    /// <summary>The fault of what its own key does not open.</summary>
    public const string Broken = "it was changed, or does not belong to this call";

    private const byte Version = 2;
    private const int TagLength = RunKey.TagLength;
    private const int SaltAt = 1 + SealingKey.IdLength;
    private const int NonceAt = SaltAt + RunKey.SaltLength;
    private const int HeadLength = NonceAt + RunKey.NonceLength;

    private readonly SealingKey[] _keys;
    private RunKey _run;

    /// <summary>Opens with any of the keys and seals with the first.</summary>
    /// <exception cref="ArgumentException">No key.</exception>
    public Vault(params IReadOnlyList<SealingKey> keys)
    {
        if (keys.Count == 0)
        {
            throw new ArgumentException("a vault needs a key", nameof(keys));
        }

        _keys = [.. keys];
        _run = new RunKey(_keys[0]);
    }

    /// <summary>Seals arguments.</summary>
    /// <param name="callId">The call to which they belong.</param>
    /// <param name="plain">The text.</param>
    /// <exception cref="CryptographicException">The platform refused; nothing was sealed.</exception>
    public byte[] Seal(string callId, ReadOnlySpan<byte> plain) => Seal(callId, SealedPart.Arguments, plain);

    /// <summary>As above, for any part of a call.</summary>
    public byte[] Seal(string callId, SealedPart part, ReadOnlySpan<byte> plain)
    {
        var run = _run;
        if (run.IsWorn)
        {
            // Of threads that race here each makes a key and one stays; the others' are used once. Nobody disposes a key that another may hold.
            run = _run = new RunKey(_keys[0]);
        }

        var output = new byte[plain.Length + Overhead];
        output[0] = Version;
        _keys[0].Id.CopyTo(output.AsSpan(1));
        run.Salt.CopyTo(output.AsSpan(SaltAt));
        RandomNumberGenerator.Fill(output.AsSpan(NonceAt, RunKey.NonceLength));
        var head = output.AsSpan(0, HeadLength);
        run.Encrypt(head[NonceAt..], plain, output.AsSpan(HeadLength, plain.Length), output.AsSpan(HeadLength + plain.Length), Beside(head, part, callId));
        return output;
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
        var plain = new byte[body.Length - TagLength];
        try
        {
            using var aes = RunKey.Derive(key, head[SaltAt..NonceAt]);
            aes.Decrypt(head[NonceAt..], body[..^TagLength], body[^TagLength..], plain, beside);
            return plain;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // The head and the part have fixed lengths, so the call's id needs none.
    private static byte[] Beside(ReadOnlySpan<byte> head, SealedPart part, string callId) => [.. head, (byte)part, .. Encoding.UTF8.GetBytes(callId)];
}
