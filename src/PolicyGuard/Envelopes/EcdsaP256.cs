using System.Security.Cryptography;
using System.Text;

namespace PolicyGuard.Envelopes;

/// <summary>The one signature algorithm of seals: ECDSA over P-256 with SHA-256, signatures in ASN.1 DER, keys as SubjectPublicKeyInfo (RFC 5480).</summary>
public static class EcdsaP256
{
    /// <summary>Whether a signature over a message is the key's. Bytes that are no key or no signature are no signature.</summary>
    /// <param name="spki">The public key, DER.</param>
    /// <param name="message">The message, not hashed.</param>
    /// <param name="signature">The signature, DER.</param>
    public static bool Verify(ReadOnlySpan<byte> spki, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(spki, out var read);
            return read == spki.Length && IsP256(key) && key.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>What a log or a key is called in Sigstore's documents: SHA-256 over the SubjectPublicKeyInfo.</summary>
    public static byte[] KeyId(ReadOnlySpan<byte> spki) => SHA256.HashData(spki);

    /// <summary>The key as PEM, with a line end at the end, as <c>cosign --key</c> and a Rekor entry have it.</summary>
    public static string Pem(ReadOnlySpan<byte> spki) => new StringBuilder().Append(PemEncoding.Write("PUBLIC KEY", spki)).Append('\n').ToString();

    private static bool IsP256(ECDsa key) => key.KeySize == 256 && key.ExportParameters(false).Curve.Oid.Value == "1.2.840.10045.3.1.7";
}
