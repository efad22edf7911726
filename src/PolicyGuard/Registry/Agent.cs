using System.Collections.Immutable;
using PolicyGuard.Calls;

namespace PolicyGuard.Registry;

/// <summary>Whether an agent may act.</summary>
public enum AgentStatus
{
    /// <summary>It may.</summary>
    Active,

    /// <summary>It may do nothing, and nothing for itself.</summary>
    Suspended,
}

/// <summary>Who calls.</summary>
public sealed record Agent
{
    /// <summary>The id, exactly as registered; at most 256 characters.</summary>
    public required string Id { get; init; }

    /// <summary>A name for people.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the agent is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>How far it is trusted.</summary>
    public TrustLevel Trust { get; init; } = TrustLevel.Low;

    /// <summary>Globs of tools that it may call; empty means no restriction.</summary>
    public ImmutableArray<string> AllowedTools { get; init; } = [];

    /// <summary>Globs of tools that it may never call.</summary>
    public ImmutableArray<string> DeniedTools { get; init; } = [];

    /// <summary>Whether it may act.</summary>
    public AgentStatus Status { get; init; } = AgentStatus.Active;

    /// <summary>Why it was suspended, or null.</summary>
    public string? SuspensionReason { get; init; }

    /// <summary>When it was suspended, or null.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>Whether the gate registered it because nobody had.</summary>
    public bool AutoRegistered { get; init; }

    /// <summary>Free-form JSON object, as text.</summary>
    public string Metadata { get; init; } = "{}";

    /// <summary>When it was first seen.</summary>
    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>When its record last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who made this version, as the log names them; <c>gate</c> where nobody did; empty where it is not known.</summary>
    public string UpdatedBy { get; init; } = "";

    /// <summary>What they noted, or null.</summary>
    public string? UpdateNote { get; init; }

    /// <summary>Counts changes; a store refuses an update made from an older version.</summary>
    public long Version { get; init; }
}
