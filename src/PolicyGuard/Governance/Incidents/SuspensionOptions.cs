namespace PolicyGuard.Governance.Incidents;

/// <summary>When incidents suspend an agent by themselves.</summary>
public sealed record SuspensionOptions
{
    /// <summary>Whether a critical incident suspends the agent that it is about, where whoever reports it may suspend.</summary>
    public bool OnCritical { get; init; } = true;

    /// <summary>How many refusals of severity <c>high</c> or worse suspend an agent; 0 suspends nobody. Default 10.</summary>
    public int HighCount { get; init; } = 10;

    /// <summary>Within which time; to the second, at most 24 h. Default 10 min.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(10);
}
