namespace PolicyGuard.Registry;

/// <summary>How bad an incident is.</summary>
public enum IncidentSeverity
{
    /// <summary>Low.</summary>
    Low,

    /// <summary>Medium; what a refusal opens by itself.</summary>
    Medium,

    /// <summary>High.</summary>
    High,

    /// <summary>Critical.</summary>
    Critical,
}

/// <summary>Where an incident stands.</summary>
public enum IncidentStatus
{
    /// <summary>Nobody looked.</summary>
    Open,

    /// <summary>Somebody is looking.</summary>
    Acknowledged,

    /// <summary>Done, with a note.</summary>
    Resolved,
}

/// <summary>A violation somebody should look at. Repeats of one within a window are counted, not listed.</summary>
public sealed record Incident
{
    /// <summary><c>inc_</c> and 12 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>For example <c>policy_violation</c>.</summary>
    public required string Type { get; init; }

    /// <summary>How bad.</summary>
    public required IncidentSeverity Severity { get; init; }

    /// <summary>What happened.</summary>
    public required string Description { get; init; }

    /// <summary>The agent, or null.</summary>
    public string? Agent { get; init; }

    /// <summary>The target as written, or null.</summary>
    public string? Target { get; init; }

    /// <summary>The rule or reason id by which repeats are grouped; one without is never grouped.</summary>
    public string? Rule { get; init; }

    /// <summary>The call that opened it, or null.</summary>
    public string? CallId { get; init; }

    /// <summary>Free-form JSON object, as text.</summary>
    public string Evidence { get; init; } = "{}";

    /// <summary>Where it stands.</summary>
    public IncidentStatus Status { get; init; } = IncidentStatus.Open;

    /// <summary>What was noted when it was acknowledged or resolved, or null.</summary>
    public string? Resolution { get; init; }

    /// <summary>First occurrence.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>Last occurrence.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>How often; at least 1.</summary>
    public long Count { get; init; } = 1;

    /// <summary>Who reported it, as the log names them; null where the gate saw it itself.</summary>
    public string? ReportedBy { get; init; }

    /// <summary>What whoever reported it would do about it, or null.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>Who acknowledged or resolved it last, or null.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>When, or null.</summary>
    public DateTimeOffset? ChangedAt { get; init; }
}
