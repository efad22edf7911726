using PolicyGuard.Registry;

namespace PolicyGuard.Governance.Compliance;

/// <summary>
/// 0 to 100; 100 where nothing is wrong. What is subtracted, and why, stands in <c>docs/compliance.md</c>. The score MUST never rise because
/// something was denied, an incident was opened or got worse, an agent was suspended or a policy disabled. Acknowledging or resolving an
/// incident MUST never lower it. Administrative acts MUST not change it by being logged, nor may adding agents dilute what is wrong.
/// </summary>
/// <param name="Denials">Points lost because actions were denied, at most 30.</param>
/// <param name="Incidents">Points lost because of incidents, at most 40.</param>
/// <param name="Suspended">Points lost because agents are suspended, at most 15.</param>
/// <param name="Policies">Points lost because policies are missing or disabled, at most 15.</param>
public sealed record ComplianceScore(double Denials, double Incidents, double Suspended, double Policies)
{
    private static readonly double[] Weights = [1, 3, 10, 30];

    /// <summary>The score, one decimal.</summary>
    public double Total => Math.Round(Math.Max(0, 100 - Denials - Incidents - Suspended - Policies), 1, MidpointRounding.AwayFromZero);

    /// <summary>Computes it.</summary>
    /// <param name="metrics">The actions of the time range.</param>
    /// <param name="unresolved">Incidents of all times that are not resolved.</param>
    /// <param name="recent">Incidents last seen in the time range; those resolved count.</param>
    /// <param name="suspended">How many agents are suspended.</param>
    /// <param name="policies">The policies.</param>
    public static ComplianceScore Of(ActionMetrics metrics, IEnumerable<IncidentTally> unresolved, IEnumerable<IncidentTally> recent, long suspended, PolicySummary policies)
    {
        // Ten actions more than there were: one denial among three actions is not a third of everything.
        var denials = 30.0 * metrics.Denied / (metrics.Total + 10);
        var weight = unresolved.Where(static t => t.Status != IncidentStatus.Resolved).Concat(recent.Where(static t => t.Status == IncidentStatus.Resolved)).Sum(Weight);

        // Where nothing was allowed yet, nothing slipped through.
        var covered = metrics.Allowed == 0 || policies.List.Any(static policy => policy is { Enabled: true, Restricts: true });
        return new ComplianceScore(
            denials,
            40.0 * weight / (weight + 40),
            15.0 * suspended / (suspended + 2.0),
            (covered ? 0 : 10) + (policies.Disabled == 0 ? 0 : 5.0 * policies.Disabled / (policies.Disabled + 2.0)));
    }

    // Acknowledged counts half, resolved a tenth: somebody works on it, or did, and it happened all the same.
    private static double Weight(IncidentTally tally) => tally.Count * Weights[(int)tally.Severity] * tally.Status switch
    {
        IncidentStatus.Open => 1,
        IncidentStatus.Acknowledged => 0.5,
        _ => 0.1,
    };
}
