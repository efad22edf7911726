namespace PolicyGuard.Gateway.Config;

/// <summary>Whom to ask where something is signed with an identity; nothing is asked unless somebody signs so.</summary>
public sealed record KeylessSettings
{
    /// <summary>The certificate authority; null where none is named.</summary>
    public Uri? Fulcio { get; init; }

    /// <summary>The transparency log; null where none is named.</summary>
    public Uri? Rekor { get; init; }

    /// <summary>File of the certificates that the authority's chains end in; absolute.</summary>
    public string? FulcioRoots { get; init; }

    /// <summary>File of the log's public key; absolute.</summary>
    public string? RekorKey { get; init; }

    /// <summary>File of the identity token; absolute. Null reads it from <see cref="TokenVariable"/>.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Environment variable of the identity token.</summary>
    public string TokenVariable { get; init; } = "SIGSTORE_ID_TOKEN";
}
