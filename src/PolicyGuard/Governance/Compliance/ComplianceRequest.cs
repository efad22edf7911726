namespace PolicyGuard.Governance.Compliance;

/// <summary>How much of the state of governance somebody wants to know.</summary>
public sealed record ComplianceRequest
{
    /// <summary>How far back actions and incidents count: a whole number and <c>m</c>, <c>h</c> or <c>d</c>.</summary>
    public string TimeRange { get; init; } = "24h";

    /// <summary>Whether incidents are told.</summary>
    public bool IncludeIncidents { get; init; } = true;

    /// <summary>Whether policies are told.</summary>
    public bool IncludePolicySummary { get; init; } = true;
}
