namespace PolicyGuard.Registry;

/// <summary>Where a result stands that was kept back.</summary>
public enum HeldStatus
{
    /// <summary>Nobody has looked.</summary>
    Held,

    /// <summary>A human released it; the agent has not fetched it.</summary>
    Released,

    /// <summary>A human discarded it; its content is gone.</summary>
    Discarded,

    /// <summary>The agent fetched it; its content is gone.</summary>
    Delivered,

    /// <summary>Nobody released or fetched it in time; its content is gone.</summary>
    Expired,
}

/// <summary>A result that was kept back instead of being handed to the agent that asked. Its content is sealed.</summary>
public sealed record HeldResult
{
    /// <summary><c>res_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 (lower-case hex) over everything that makes the call whose result it is; the same call, repeated, fetches it.</summary>
    public required string Binding { get; init; }

    /// <summary>The call that brought it.</summary>
    public required string CallId { get; init; }

    /// <summary>The agent that made the call.</summary>
    public required string Agent { get; init; }

    /// <summary>The flow in which it was made, as the log spells it.</summary>
    public required string Flow { get; init; }

    /// <summary>The tool as the log shows it.</summary>
    public required string Target { get; init; }

    /// <summary>The upstream; empty where there was none.</summary>
    public string Upstream { get; init; } = "";

    /// <summary>What was found, in words without values: <c>instruction-text, aws-access-key</c>.</summary>
    public required string Found { get; init; }

    /// <summary>The result's length in bytes.</summary>
    public required int Bytes { get; init; }

    /// <summary>SHA-256 over the result, lower-case hex.</summary>
    public required string Digest { get; init; }

    /// <summary>What a tool says of itself in the result: whether it failed, and how that was told.</summary>
    public bool IsError { get; init; }

    /// <summary>Whether it is a JSON-RPC error object.</summary>
    public bool IsProtocolError { get; init; }

    /// <summary>The sealed content (<see cref="Ledger.Sealing.Vault"/>); empty where it is gone, and in lists.</summary>
    public ReadOnlyMemory<byte> Sealed { get; init; }

    /// <summary>Where it stands.</summary>
    public HeldStatus Status { get; init; }

    /// <summary>When it was kept back.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it can no longer be released or fetched.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Who released or discarded it, or null.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When, or null.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>What they noted, or null.</summary>
    public string? Note { get; init; }
}
