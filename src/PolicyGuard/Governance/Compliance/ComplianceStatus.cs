using PolicyGuard.Registry;

namespace PolicyGuard.Governance.Compliance;

/// <summary>The state of governance at one moment.</summary>
public sealed record ComplianceStatus
{
    /// <summary><c>healthy</c>, <c>warning</c> or <c>critical</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Why, for a person.</summary>
    public required string StatusMessage { get; init; }

    /// <summary>The time range, as it was asked for.</summary>
    public required string TimeRange { get; init; }

    /// <summary>The moment.</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>The score and what it is made of.</summary>
    public required ComplianceScore Score { get; init; }

    /// <summary>What was asked for and decided in the time range.</summary>
    public required ActionMetrics Metrics { get; init; }

    /// <summary>What to do next.</summary>
    public required IReadOnlyList<string> Recommendations { get; init; }

    /// <summary>Incidents last seen in the time range; null where nobody asked for them.</summary>
    public IncidentSummary? Incidents { get; init; }

    /// <summary>Incidents of all times that are not resolved.</summary>
    public required long UnresolvedIncidents { get; init; }

    /// <summary>The policies.</summary>
    public required PolicySummary Policies { get; init; }

    /// <summary>Whether <see cref="Policies"/> is told.</summary>
    public required bool TellsPolicies { get; init; }

    /// <summary>The agents.</summary>
    public required AgentSummary Agents { get; init; }
}

/// <summary>Incidents of a time range.</summary>
/// <param name="Total">How many.</param>
/// <param name="BySeverity">How many of each severity, the mildest first.</param>
/// <param name="Recent">At most ten, the one last seen first.</param>
public sealed record IncidentSummary(long Total, IReadOnlyList<long> BySeverity, IReadOnlyList<Incident> Recent);

/// <summary>The policies of files and those made at run time.</summary>
/// <param name="List">Each of them.</param>
public sealed record PolicySummary(IReadOnlyList<PolicyLine> List)
{
    /// <summary>How many take part in decisions.</summary>
    public int Enabled => List.Count(static policy => policy.Enabled);

    /// <summary>How many do not.</summary>
    public int Disabled => List.Count - Enabled;
}

/// <summary>A policy in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Enabled">Whether it takes part in decisions.</param>
/// <param name="Rules">How many rules it has.</param>
/// <param name="Restricts">Whether any of them does more than allow.</param>
public sealed record PolicyLine(string Id, string Name, bool Enabled, int Rules, bool Restricts);

/// <summary>The agents.</summary>
/// <param name="Total">How many.</param>
/// <param name="Suspended">How many are suspended.</param>
/// <param name="ByTrust">How many of each trust level, the least trusted first.</param>
public sealed record AgentSummary(long Total, long Suspended, IReadOnlyList<long> ByTrust);
