using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PolicyGuard.SystemTests.Keyless;

/// <summary>A certificate authority with a root and one certificate below it, which issues what a Fulcio issues.</summary>
internal sealed class LittleCa : IDisposable
{
    public const string Issuer = "https://issuer.test";
    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _signing;

    public LittleCa()
    {
        Root = Authority("CN=root,O=test", _rootKey, null);
        Middle = Authority("CN=middle,O=test", _middleKey, Root.CopyWithPrivateKey(_rootKey));
        _signing = Middle.CopyWithPrivateKey(_middleKey);
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Middle { get; }

    /// <summary>How long from now its certificates hold; negative ones are expired.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>What its certificates are for.</summary>
    public string Use { get; set; } = "1.3.6.1.5.5.7.3.3";

    public X509Certificate2 Certify(ECDsa key, string mail)
    {
        var request = new CertificateRequest(new X500DistinguishedName([0x30, 0x00]), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(Use)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Middle, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddEmailAddress(mail);
        request.CertificateExtensions.Add(names.Build(critical: true));

        // Fulcio's OIDC issuer, version 2: a DER UTF8String.
        var issuer = new AsnWriter(AsnEncodingRules.DER);
        issuer.WriteCharacterString(UniversalTagNumber.UTF8String, Issuer);
        request.CertificateExtensions.Add(new X509Extension("1.3.6.1.4.1.57264.1.8", issuer.Encode(), critical: false));
        var end = DateTimeOffset.UtcNow + Lifetime;
        return request.Create(_signing, end.AddMinutes(-11), end, RandomNumberGenerator.GetBytes(16));
    }

    public void Dispose()
    {
        _rootKey.Dispose();
        _middleKey.Dispose();
        _signing.Dispose();
        Root.Dispose();
        Middle.Dispose();
    }

    private static X509Certificate2 Authority(string name, ECDsa key, X509Certificate2? issuer)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, issuer is not null, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var (start, end) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        if (issuer is null)
        {
            using var own = request.CreateSelfSigned(start, end);
            return X509CertificateLoader.LoadCertificate(own.RawData);
        }

        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        return request.Create(issuer, start.AddMinutes(1), end.AddMinutes(-1), RandomNumberGenerator.GetBytes(16));
    }
}
