namespace PolicyGuard.Governance.Incidents;

/// <summary>A request to record an incident.</summary>
/// <param name="Type">One of <see cref="Registry.IncidentWords.Types"/>; what is none of them becomes <c>other</c>, with a warning.</param>
/// <param name="Severity">One of <see cref="Registry.IncidentWords.Severities"/>, in any letter case.</param>
/// <param name="Description">What happened; 1 to 4096 characters. Findings in it are masked.</param>
public sealed record IncidentReport(string Type, string Severity, string Description)
{
    /// <summary>The agent that it is about, or null. One that nobody knows is neither suspended nor registered.</summary>
    public string? Agent { get; init; }

    /// <summary>What was seen: a JSON object, at most 16384 bytes; any other text is kept as its member <c>raw</c>. Findings in it are masked.</summary>
    public string? Evidence { get; init; }

    /// <summary>What whoever reports it would do; at most 4096 characters.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>Whether a critical incident suspends the agent; null leaves it to the configuration.</summary>
    public bool? AutoSuspend { get; init; }
}
