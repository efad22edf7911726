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
public sealed record Caller(string Id, CallerProof Proof)
{
    /// <summary>A connection that proved nothing.</summary>
    public static readonly Caller Anonymous = new("anonymous", CallerProof.None);

    /// <summary>The local user on stdio or loopback, where no keys are configured.</summary>
    public static readonly Caller Local = new("local", CallerProof.Process);
}

/// <summary>The agent on whose behalf a call is made.</summary>
/// <param name="Id">The agent's id as registered or claimed.</param>
/// <param name="Proven">True where the caller's credential is bound to this agent; false where the id was only claimed.</param>
public sealed record AgentRef(string Id, bool Proven);
