namespace PolicyGuard.Calls;

/// <summary>How a caller's identity was proved.</summary>
public enum CallerProof
{
    /// <summary>Nothing proved it: an unauthenticated connection.</summary>
    None,

    /// <summary>The process that started us (stdio) or the local user (loopback in single-user mode).</summary>
    Process,

    /// <summary>An API key.</summary>
    ApiKey,

    /// <summary>An access token.</summary>
    Token,
}

/// <summary>The identity that the transport proved. It never comes from the content of a message.</summary>
/// <param name="Id">A stable id, for example <c>process:1000</c> or <c>anonymous</c>.</param>
/// <param name="Proof">What proved it.</param>
/// <remarks>Two are the same caller where id, proof and agent are: the rest belongs to the credential that the id names.</remarks>
public sealed record Caller(string Id, CallerProof Proof)
{
    /// <summary>The agent to which the credential is bound, so that no message can name another; null where it is bound to none.</summary>
    public string? Agent { get; init; }

    /// <summary>The most trust that any agent has when this caller speaks for it; null for no bound.</summary>
    public TrustLevel? MaxTrust { get; init; }

    /// <summary>Whether the credential is good for calls at all; an auditor's is not.</summary>
    public bool MayCall { get; init; } = true;

    /// <summary>The upstreams that the credential reaches; empty for all.</summary>
    public IReadOnlyList<string> Upstreams { get; init; } = [];

    /// <summary>A connection that proved nothing.</summary>
    public static readonly Caller Anonymous = new("anonymous", CallerProof.None);

    /// <summary>The local user on stdio or loopback, where no keys are configured.</summary>
    public static readonly Caller Local = new("local", CallerProof.Process);

    /// <inheritdoc/>
    public bool Equals(Caller? other) => other is not null && Id == other.Id && Proof == other.Proof && Agent == other.Agent;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Proof, Agent);
}

/// <summary>The agent on whose behalf a call is made.</summary>
/// <param name="Id">The agent's id as registered or claimed.</param>
/// <param name="Proven">True where the caller's credential is bound to this agent; false where the id was only claimed.</param>
public sealed record AgentRef(string Id, bool Proven);
