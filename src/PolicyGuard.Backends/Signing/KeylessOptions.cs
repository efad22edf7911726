namespace PolicyGuard.Backends.Signing;

/// <summary>Whom to ask for certificates and whom to tell about signatures. There are no defaults: nothing is sent anywhere that the operator did not name.</summary>
public sealed record KeylessOptions
{
    /// <summary>The certificate authority, Fulcio: <c>https</c>, or <c>http</c> on this machine.</summary>
    public required Uri Fulcio { get; init; }

    /// <summary>The transparency log, Rekor: <c>https</c>, or <c>http</c> on this machine.</summary>
    public required Uri Rekor { get; init; }

    /// <summary>The certificates that Fulcio's chains must end in; PEM, one or more.</summary>
    public required string FulcioRootsPem { get; init; }

    /// <summary>Rekor's public key: ECDSA P-256, PEM.</summary>
    public required string RekorKeyPem { get; init; }

    /// <summary>How long one request may take, from connecting to its last byte. Default 20 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The largest answer, in bytes. Default 1 MiB.</summary>
    public int MaxAnswerBytes { get; init; } = 1024 * 1024;
}
