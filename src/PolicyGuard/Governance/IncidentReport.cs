using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>Something that somebody reports.</summary>
public sealed record IncidentReport
{
    /// <summary>What kind; one that is not known counts as <c>other</c>.</summary>
    public required string Type { get; init; }

    /// <summary>How bad.</summary>
    public required IncidentSeverity Severity { get; init; }

    /// <summary>What happened; 1 to 4096 characters.</summary>
    public required string Description { get; init; }

    /// <summary>The agent that it is about, or null.</summary>
    public string? Agent { get; init; }

    /// <summary>A JSON object, at most 16 KiB.</summary>
    public string Evidence { get; init; } = "{}";

    /// <summary>What the reporter would do, or null.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>Whether a critical incident suspends the agent.</summary>
    public bool AutoSuspend { get; init; } = true;
}

/// <summary>A report that was recorded.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Suspended">Whether its agent is suspended now.</param>
public sealed record IncidentReported(Incident Incident, bool Suspended);
