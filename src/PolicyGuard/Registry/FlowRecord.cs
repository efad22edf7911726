namespace PolicyGuard.Registry;

/// <summary>A conversation that a person opened, so that its calls belong together whatever sessions they come by.</summary>
public sealed record FlowRecord
{
    /// <summary><c>flow_…</c>; not a secret.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 (lower-case hex) over the token by which clients join; the token itself is nowhere kept.</summary>
    public required string TokenHash { get; init; }

    /// <summary>The agent that may join; null for any.</summary>
    public string? Agent { get; init; }

    /// <summary>The caller that joined first; no other may. Null while nobody has.</summary>
    public string? Caller { get; init; }

    /// <summary>The intent policy for it; null for the default.</summary>
    public string? Intent { get; init; }

    /// <summary>What the user said, sealed for this id, the turns one after the other; empty where nothing was said.</summary>
    public ReadOnlyMemory<byte> Request { get; init; }

    /// <summary>Who opened it.</summary>
    public required string OpenedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it ends by itself.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Who closed it, or null.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>When, or null.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Whether calls may still join.</summary>
    public bool IsOpen(DateTimeOffset now) => ClosedAt is null && now < ExpiresAt;
}
