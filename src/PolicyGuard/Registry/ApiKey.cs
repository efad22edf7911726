using System.Collections.Immutable;
using PolicyGuard.Calls;

namespace PolicyGuard.Registry;

/// <summary>An API key as it is kept: everything but the secret. Only <see cref="RevokedAt"/> and what goes with it ever changes.</summary>
public sealed record ApiKey
{
    /// <summary><c>key_…</c>; not secret.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the whole key.</summary>
    public required ImmutableArray<byte> Hash { get; init; }

    /// <summary>The role as written; one that is not known gives no rights.</summary>
    public required string Role { get; init; }

    /// <summary>The agent that the key proves, or null.</summary>
    public string? Agent { get; init; }

    /// <summary>The most trust that its calls have, or null.</summary>
    public TrustLevel? MaxTrust { get; init; }

    /// <summary>The upstreams that it reaches; empty for all.</summary>
    public ImmutableArray<string> Upstreams { get; init; } = [];

    /// <summary>What it is for.</summary>
    public string Note { get; init; } = "";

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>From when on it is good for nothing, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked, or null.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Who revoked it, or null.</summary>
    public string? RevokedBy { get; init; }

    /// <summary>When it was last used, to the minute; null where never. Known to <see cref="IKeyStore.ListAsync"/> only.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Whether it can be used.</summary>
    public bool IsLive(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);

    /// <summary>The id of the key behind a caller, or null.</summary>
    public static string? IdOf(Caller caller) => caller.Proof == CallerProof.ApiKey && caller.Id.StartsWith(CallerPrefix, StringComparison.Ordinal) ? caller.Id[CallerPrefix.Length..] : null;

    /// <summary>The id of callers who hold this key.</summary>
    public string CallerId => CallerPrefix + Id;

    private const string CallerPrefix = "key:";
}
