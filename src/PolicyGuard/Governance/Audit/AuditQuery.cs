namespace PolicyGuard.Governance.Audit;

/// <summary>Which entries somebody wants, as they asked for it. What is empty does not filter; names compare exactly.</summary>
public sealed record AuditQuery
{
    /// <summary>Entries of this agent.</summary>
    public string? AgentId { get; init; }

    /// <summary>Entries of this type: an action type, or <c>agent_registration</c>, <c>policy_management</c>, <c>incident_report</c> and the like.</summary>
    public string? ActionType { get; init; }

    /// <summary>How far back: a whole number and <c>m</c>, <c>h</c> or <c>d</c>; or <c>all</c>.</summary>
    public string TimeRange { get; init; } = "24h";

    /// <summary><c>allowed</c> or <c>denied</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Whether what was allowed is among them.</summary>
    public bool IncludeAllowed { get; init; } = true;

    /// <summary>At most so many entries; 1 to 1000.</summary>
    public int Limit { get; init; } = 100;
}
