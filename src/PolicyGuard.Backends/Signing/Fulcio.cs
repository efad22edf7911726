using System.Buffers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using PolicyGuard.Envelopes;

namespace PolicyGuard.Backends.Signing;

/// <summary>
/// Asks a Fulcio for a certificate of a key that was made for one signature, and believes nothing that comes back: the certificate must be that of our key, be for signing
/// code, hold now, and chain to the configured roots. Its signed certificate timestamp is not verified.
/// (https://github.com/sigstore/fulcio/blob/main/fulcio.proto)
/// </summary>
internal sealed class Fulcio(OneAnswer service, X509Certificate2Collection roots, TimeProvider clock)
{
    private const string CodeSigning = "1.3.6.1.5.5.7.3.3";
    private const int MostCertificates = 8;

    /// <summary>The certificate of a key.</summary>
    /// <exception cref="KeylessException">There is none that can be believed.</exception>
    public async Task<X509Certificate2> CertifyAsync(ECDsa key, IdentityToken token, CancellationToken ct)
    {
        using var answer = await service.PostAsync("api/v2/signingCert", Request(key, token), token.Raw, ct).ConfigureAwait(false);
        var chain = Chain(answer.RootElement);
        var spki = key.ExportSubjectPublicKeyInfo();
        if (!chain[0].PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(spki))
        {
            throw new KeylessException("Fulcio certified another key than ours");
        }

        if (!chain[0].Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(static e => e.EnhancedKeyUsages.Cast<Oid>().Any(static o => o.Value == CodeSigning)))
        {
            throw new KeylessException("Fulcio's certificate is not one for signing code");
        }

        if (FaultOf(chain) is { } fault)
        {
            throw new KeylessException($"Fulcio's certificate does not lead to the configured roots: {fault}");
        }

        return chain[0];
    }

    private static byte[] Request(ECDsa key, IdentityToken token)
    {
        var proof = key.SignData(Encoding.UTF8.GetBytes(token.Subject), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var output = new ArrayBufferWriter<byte>(4096);
        using (var w = new Utf8JsonWriter(output))
        {
            w.WriteStartObject();
            w.WriteStartObject("credentials"u8);
            w.WriteString("oidcIdentityToken"u8, token.Raw);
            w.WriteEndObject();
            w.WriteStartObject("publicKeyRequest"u8);
            w.WriteStartObject("publicKey"u8);
            w.WriteString("algorithm"u8, "ECDSA"u8);
            w.WriteString("content"u8, EcdsaP256.Pem(key.ExportSubjectPublicKeyInfo()));
            w.WriteEndObject();
            w.WriteBase64String("proofOfPossession"u8, proof);
            w.WriteEndObject();
            w.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static X509Certificate2Collection Chain(JsonElement answer)
    {
        try
        {
            var signed = answer.TryGetProperty("signedCertificateEmbeddedSct", out var embedded) ? embedded : answer.GetProperty("signedCertificateDetachedSct");
            var certificates = signed.GetProperty("chain").GetProperty("certificates");
            if (certificates.GetArrayLength() is < 1 or > MostCertificates)
            {
                throw new KeylessException($"Fulcio answered with {certificates.GetArrayLength()} certificates, not 1 to {MostCertificates}");
            }

            return [.. certificates.EnumerateArray().Select(static c => X509Certificate2.CreateFromPem(c.GetString()))];
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or CryptographicException)
        {
            throw new KeylessException("Fulcio did not answer with a chain of certificates", e);
        }
    }

    private string? FaultOf(X509Certificate2Collection chain)
    {
        using var builder = new X509Chain();
        var policy = builder.ChainPolicy;
        (policy.TrustMode, policy.RevocationMode, policy.DisableCertificateDownloads) = (X509ChainTrustMode.CustomRootTrust, X509RevocationMode.NoCheck, true);
        policy.CustomTrustStore.AddRange(roots);
        policy.ExtraStore.AddRange(chain);
        policy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        policy.VerificationTimeIgnored = false;
        policy.ApplicationPolicy.Add(new Oid(CodeSigning));
        return builder.Build(chain[0]) ? null : string.Join(", ", builder.ChainStatus.Select(static s => s.Status.ToString()).Distinct());
    }
}
