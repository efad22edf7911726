namespace PolicyGuard.Registry;

/// <summary>How many questions may wait for a person.</summary>
public static class ApprovalBounds
{
    /// <summary>A caller's questions that wait, as a multiple of one agent's: it may bring several agents, and may make them up.</summary>
    public const int AgentsOfACaller = 10;
}
