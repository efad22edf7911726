namespace PolicyGuard.Governance.Audit;

/// <summary>An entry of the log as the governance tools show it: what was asked for, by whom, and what was decided.</summary>
public sealed record AuditEntry
{
    /// <summary><c>aud_</c> and the first 12 digits of the entry's hash as a leaf of the log.</summary>
    public required string EntryId { get; init; }

    /// <summary>The call; null for administrative acts.</summary>
    public string? ActionId { get; init; }

    /// <summary>When, RFC 3339 in UTC.</summary>
    public required string Timestamp { get; init; }

    /// <summary>The agent that asked; for an administrative act whoever did it.</summary>
    public required string AgentId { get; init; }

    /// <summary>The action type; for an administrative act <see cref="AuditWords.Type"/>.</summary>
    public required string Type { get; init; }

    /// <summary>What it was aimed at.</summary>
    public required string Target { get; init; }

    /// <summary>The parameters as JSON, an object, with findings masked; <c>{}</c> where none were kept.</summary>
    public required string Parameters { get; init; }

    /// <summary>What the agent said of it, or what happened.</summary>
    public required string Context { get; init; }

    /// <summary>Whether it was allowed.</summary>
    public required bool Allowed { get; init; }

    /// <summary>Whether a human's answer was missing.</summary>
    public required bool RequireApproval { get; init; }

    /// <summary>Why, for a person.</summary>
    public required string Reason { get; init; }

    /// <summary>Why, as an id of the closed list.</summary>
    public required string ReasonId { get; init; }

    /// <summary>The policy that decided, or what else did; null where nothing of the kind.</summary>
    public string? PolicyMatched { get; init; }

    /// <summary>The rule that decided, or null.</summary>
    public string? Rule { get; init; }

    /// <summary>The entry's place in the log.</summary>
    public required long Index { get; init; }

    /// <summary>What the entry records, as written.</summary>
    public required string Kind { get; init; }
}
