using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PolicyGuard.Envelopes;
using PolicyGuard.Ledger.Notes;

namespace PolicyGuard.Backends.Signing;

/// <summary>
/// Signs a statement with a key that lives for one signature: a Fulcio certifies whose it is, a Rekor remembers that it signed while the certificate held. What comes
/// back is checked against the configured roots and key before it is called a signature. One signer serves any number of statements; thread-safe.
/// </summary>
public sealed class KeylessSigner : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly OneAnswer _fulcioAnswers;
    private readonly OneAnswer _rekorAnswers;
    private readonly Fulcio _fulcio;
    private readonly Rekor _rekor;

    /// <summary>Makes a signer; asks nobody yet.</summary>
    /// <param name="options">The operator's choices.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="KeylessException">The roots are no certificates, or Rekor's key is none that is read.</exception>
    public KeylessSigner(KeylessOptions options, TimeProvider clock)
    {
        _clock = clock;
        var (roots, key) = (RootsOf(options.FulcioRootsPem), KeyOf(options.RekorKeyPem));
        _fulcioAnswers = new OneAnswer("Fulcio", options.Fulcio, options.Timeout, options.MaxAnswerBytes, clock);
        _rekorAnswers = new OneAnswer("Rekor", options.Rekor, options.Timeout, options.MaxAnswerBytes, clock);
        _fulcio = new Fulcio(_fulcioAnswers, roots, clock);
        _rekor = new Rekor(_rekorAnswers, key);
    }

    /// <summary>Signs a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="token">Who signs.</param>
    /// <param name="ct">Cancels the requests.</param>
    /// <returns>The bundle with the certificate; the private key is gone.</returns>
    /// <exception cref="KeylessException">Nothing was signed, or what came back does not prove it.</exception>
    public async Task<SigstoreBundle> SignAsync(BatchStatement statement, IdentityToken token, CancellationToken ct)
    {
        if (token.Expires <= _clock.GetUtcNow())
        {
            throw new KeylessException($"the identity token expired at {token.Expires:u}");
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = await _fulcio.CertifyAsync(key, token, ct).ConfigureAwait(false);
        var envelope = DsseEnvelope.Sign(DsseEnvelope.InToto, statement.ToJson(), message => key.SignData(message.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        var entry = await _rekor.LogAsync(envelope, certificate.RawDataMemory, certificate.ExportCertificatePem() + "\n", ct).ConfigureAwait(false);
        var at = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(entry.IntegratedTime, 0, 253_402_300_799));
        return at >= certificate.NotBefore && at <= certificate.NotAfter
            ? new SigstoreBundle(envelope, entry) { Certificate = certificate.RawDataMemory }
            : throw new KeylessException($"Rekor says that it took the entry at {at:u}, when the certificate did not hold");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _fulcioAnswers.Dispose();
        _rekorAnswers.Dispose();
    }

    private static X509Certificate2Collection RootsOf(string pem)
    {
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(pem);
            return roots.Count > 0 ? roots : throw new KeylessException("the configured roots of Fulcio hold no certificate");
        }
        catch (CryptographicException e)
        {
            throw new KeylessException("the configured roots of Fulcio are not certificates in PEM", e);
        }
    }

    private static ReadOnlyMemory<byte> KeyOf(string pem)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(pem);
            return NoteKey.FromSpki("rekor", key.ExportSubjectPublicKeyInfo()).Spki;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new KeylessException($"the configured key of Rekor is not an ECDSA P-256 public key in PEM: {e.Message}", e);
        }
    }
}
