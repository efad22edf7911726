using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PolicyGuard.Backends.Shipping;

/// <summary>Whom a TLS client believes: the system's authorities, or only those of a file. The server's name is checked in any case.</summary>
internal static class ServerTrust
{
    /// <summary>Options for a connection to a host.</summary>
    /// <param name="host">The name or address that the certificate has to have.</param>
    /// <param name="caFile">PEM file of authorities, or null for the system's. Read anew for each connection.</param>
    /// <exception cref="ShipException">The file cannot be read, or holds none.</exception>
    internal static SslClientAuthenticationOptions For(string host, string? caFile) => new()
    {
        TargetHost = host,
        CertificateChainPolicy = caFile is null ? null : Policy(caFile),
    };

    /// <exception cref="ShipException">The file cannot be read, or holds none.</exception>
    internal static X509ChainPolicy Policy(string caFile)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(caFile);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ShipException($"the authorities in {caFile} cannot be read: {fault.Message}", fault);
        }

        return policy.CustomTrustStore.Count > 0 ? policy : throw new ShipException($"{caFile} holds no certificate");
    }
}
