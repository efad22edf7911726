using System.Security.Cryptography;

namespace PolicyGuard.Ledger.Notes;

/// <summary>A private key that signs notes: ECDSA over P-256 with SHA-256. Thread-safe; forgets the key when disposed.</summary>
public sealed class NoteSigner : IDisposable
{
    private readonly byte[] _pkcs8;
    private readonly Es256 _crypto;

    private NoteSigner(string name, ECDsa key)
    {
        Key = NoteKey.FromSpki(name, key.ExportSubjectPublicKeyInfo());
        var pkcs8 = _pkcs8 = key.ExportPkcs8PrivateKey();
        _crypto = new Es256(() => Import(pkcs8));
    }

    /// <summary>The public key.</summary>
    public NoteKey Key { get; }

    /// <summary>A new key.</summary>
    /// <param name="name">Its name: not empty, no spaces, no plus.</param>
    /// <exception cref="ArgumentException">The name cannot be used.</exception>
    public static NoteSigner Create(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new NoteSigner(name, key);
    }

    /// <summary>A key that was kept.</summary>
    /// <param name="name">Its name: not empty, no spaces, no plus.</param>
    /// <param name="pem">One block of PKCS#8 (<c>PRIVATE KEY</c>) and nothing beside it but white space.</param>
    /// <exception cref="ArgumentException">The name cannot be used.</exception>
    /// <exception cref="FormatException">It is no such key; the message says why and holds nothing of it.</exception>
    public static NoteSigner FromPem(string name, string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        if (!PemEncoding.TryFind(pem, out var block) || !string.IsNullOrWhiteSpace(pem[..block.Location.Start.Value] + pem[block.Location.End.Value..]))
        {
            throw new FormatException("the key file is not one PEM block");
        }

        if (!pem.AsSpan()[block.Label].SequenceEqual("PRIVATE KEY"))
        {
            throw new FormatException("the key file is not PKCS#8: its PEM block must be labelled PRIVATE KEY");
        }

        var der = Convert.FromBase64String(pem[block.Base64Data]);
        try
        {
            using var key = Import(der);
            return NoteKey.IsP256(key) ? Tried(new NoteSigner(name, key)) : throw new FormatException("the private key is not on the curve P-256");
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            throw new FormatException("the private key is no elliptic curve key in PKCS#8");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>The private key in PEM (PKCS#8), as <see cref="FromPem"/> and <c>openssl</c> read it; ends in a newline. Keep it secret.</summary>
    public string ExportPem() => PemEncoding.WriteString("PRIVATE KEY", _pkcs8) + "\n";

    /// <summary>Signs a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The signature in ASN.1 DER (RFC 3279 §2.2.3), at most 72 bytes; another one each time.</returns>
    /// <exception cref="ObjectDisposedException">The signer was disposed.</exception>
    public byte[] Sign(ReadOnlySpan<byte> text) => _crypto.Sign(text);

    /// <inheritdoc/>
    public void Dispose()
    {
        _crypto.Dispose();
        CryptographicOperations.ZeroMemory(_pkcs8);
    }

    // A file may hold a public key that does not belong to the private one.
    private static NoteSigner Tried(NoteSigner signer)
    {
        if (signer.Key.Verify("policyguard"u8, signer.Sign("policyguard"u8)))
        {
            return signer;
        }

        signer.Dispose();
        throw new FormatException("the private key does not belong to the public key beside it");
    }

    private static ECDsa Import(ReadOnlySpan<byte> pkcs8)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out var read);
            return read == pkcs8.Length ? key : throw new CryptographicException("bytes behind the key");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
