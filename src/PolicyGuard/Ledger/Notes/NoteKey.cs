using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace PolicyGuard.Ledger.Notes;

/// <summary>
/// A public key that signs notes: ECDSA over P-256 with SHA-256, signature type 0x02 of C2SP signed-note. Keys are equal where name and key
/// are. Thread-safe.
/// </summary>
public sealed class NoteKey : IEquatable<NoteKey>
{
    /// <summary>The signature type of C2SP signed-note that stands before the key in a verifier key.</summary>
    public const byte SignatureType = 0x02;

    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly byte[] _spki;
    private readonly Es256 _crypto;

    private NoteKey(string name, byte[] spki)
    {
        (Name, _spki) = (name, spki);
        Id = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(spki));
        _crypto = new Es256(() => Import(spki));
    }

    /// <summary>The key's name: not empty, no spaces, no plus.</summary>
    public string Name { get; }

    /// <summary>The first four bytes, big-endian, of SHA-256 over <see cref="Spki"/>. It finds a key; it proves nothing.</summary>
    public uint Id { get; }

    /// <summary>The key as DER SubjectPublicKeyInfo (RFC 5480), uncompressed point.</summary>
    public ReadOnlyMemory<byte> Spki => _spki;

    /// <summary>The key in PEM, as <c>openssl</c> and <c>cosign</c> read it; ends in a newline.</summary>
    public string Pem => PemEncoding.WriteString("PUBLIC KEY", _spki) + "\n";

    /// <summary>A key from its DER form.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="der">SubjectPublicKeyInfo, in the one spelling that <see cref="Spki"/> has.</param>
    /// <exception cref="ArgumentException">The name or the key cannot be used; the message says why.</exception>
    public static NoteKey FromSpki(string name, ReadOnlySpan<byte> der) =>
        TryMake(name, der, out var key, out var fault) ? key : throw new ArgumentException(fault);

    /// <summary>Reads a verifier key: name, plus, key id in eight lower-case hex digits, plus, base64 of the type byte and the DER key.</summary>
    /// <param name="vkey">The text.</param>
    /// <param name="key">The key.</param>
    /// <param name="fault">Why it is refused.</param>
    public static bool TryParse(string? vkey, [NotNullWhen(true)] out NoteKey? key, [NotNullWhen(false)] out string? fault)
    {
        key = null;

        // Base64 may hold a plus as well; a name cannot.
        var parts = vkey is { Length: <= 1024 } ? vkey.Split('+', 3) : [];
        if (parts.Length != 3)
        {
            fault = "a verifier key is name+id+key";
        }
        else if (!NoteText.TryBase64(parts[2], out var bytes) || bytes.Length < 2)
        {
            fault = "the key is not base64 in its canonical form";
        }
        else if (bytes[0] != SignatureType)
        {
            fault = $"the key is of signature type 0x{bytes[0]:x2}; only ECDSA, 0x02, is read";
        }
        else if (TryMake(parts[0], bytes.AsSpan(1), out var made, out fault))
        {
            key = Hex(made.Id) == parts[1] ? made : null;
            fault = key is null ? $"the key's id is {Hex(made.Id)}, not what the verifier key says" : null;
        }

        return fault is null;
    }

    /// <summary>Whether this key signed a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="derSignature">The signature: ASN.1 DER, strictly (RFC 3279 §2.2.3).</param>
    /// <returns>False as well for anything that is no signature.</returns>
    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> derSignature) => _crypto.Verify(text, derSignature);

    /// <summary>The verifier key.</summary>
    public override string ToString() => $"{Name}+{Hex(Id)}+{Convert.ToBase64String([SignatureType, .. _spki])}";

    /// <inheritdoc/>
    public bool Equals(NoteKey? other) => other is not null && Name == other.Name && _spki.AsSpan().SequenceEqual(other._spki);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NoteKey);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Id);

    /// <summary>A key id as verifier keys spell it.</summary>
    internal static string Hex(uint id) => id.ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>Whether a key of the runtime is on the one curve we use.</summary>
    internal static bool IsP256(ECDsa key) => key.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true, Oid.Value: P256 };

    private static bool TryMake(string? name, ReadOnlySpan<byte> der, [NotNullWhen(true)] out NoteKey? key, [NotNullWhen(false)] out string? fault)
    {
        key = null;
        fault = NoteText.IsKeyName(name) ? FaultOf(der) : "a key's name is not empty and holds no spaces, no plus and no control characters";
        if (fault is null)
        {
            key = new NoteKey(name!, der.ToArray());
        }

        return fault is null;
    }

    private static string? FaultOf(ReadOnlySpan<byte> der)
    {
        try
        {
            using var key = Import(der);
            if (!IsP256(key))
            {
                return "the key is not on the curve P-256";
            }

            // One key, one spelling: else one key could pass for two.
            return der.SequenceEqual(key.ExportSubjectPublicKeyInfo()) ? null : "the key is not spelled as SubjectPublicKeyInfo with an uncompressed point";
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            return "the key is no elliptic curve key in SubjectPublicKeyInfo";
        }
    }

    private static ECDsa Import(ReadOnlySpan<byte> der)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(der, out _);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
