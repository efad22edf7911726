using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>The state of governance over a time.</summary>
public sealed record ComplianceStatus
{
    /// <summary>When it was looked at.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Actions that were allowed; administrative acts are none.</summary>
    public required long Allowed { get; init; }

    /// <summary>Actions that were refused.</summary>
    public required long Denied { get; init; }

    /// <summary>By action type, in order of the type.</summary>
    public required IReadOnlyDictionary<string, (long Allowed, long Denied)> ByActionType { get; init; }

    /// <summary>At most five agents that were refused most, the first most.</summary>
    public required IReadOnlyList<(string Agent, long Violations)> TopOffenders { get; init; }

    /// <summary>How many agents acted.</summary>
    public required int UniqueAgents { get; init; }

    /// <summary>All agents.</summary>
    public required IReadOnlyList<Agent> Agents { get; init; }

    /// <summary>Policies made at run time.</summary>
    public required IReadOnlyList<ComplianceOfPolicy> Policies { get; init; }

    /// <summary>Incidents of the time, newest first.</summary>
    public required IReadOnlyList<Incident> Incidents { get; init; }

    /// <summary>Refused actions in percent, two decimals; 0 where there were none.</summary>
    public double DenialRate => Allowed + Denied == 0 ? 0 : Math.Round(100.0 * Denied / (Allowed + Denied), 2);

    /// <summary><c>critical</c> where more than 20 % are refused, <c>warning</c> where more than 10 % are, else <c>healthy</c>.</summary>
    public string Level => DenialRate > 20 ? "critical" : DenialRate > 10 ? "warning" : "healthy";

    /// <summary>The state in a sentence.</summary>
    public string Message => Level switch
    {
        "critical" => $"{DenialRate} % of all actions were refused: look at the agents that were refused most",
        "warning" => $"{DenialRate} % of all actions were refused",
        _ => "Within bounds",
    };

    /// <summary>0 to 100: 100 without refusals, open incidents and suspended agents; each of them takes some away, and none ever adds.</summary>
    public double Score
    {
        get
        {
            var open = Incidents.Where(static incident => incident.Status != IncidentStatus.Resolved).Sum(static incident => incident.Severity switch
            {
                IncidentSeverity.Critical => 10.0,
                IncidentSeverity.High => 4,
                IncidentSeverity.Medium => 1,
                _ => 0.5,
            });
            var suspended = Agents.Count(static agent => agent.Status == AgentStatus.Suspended);
            return Math.Round(Math.Max(0, 100 - (0.6 * DenialRate) - Math.Min(30, open) - Math.Min(10, 2.0 * suspended)), 1);
        }
    }

    /// <summary>What to do next.</summary>
    public IReadOnlyList<string> Recommendations
    {
        get
        {
            var what = new List<string>();
            if (TopOffenders.Count > 0)
            {
                what.Add($"Look at agent '{TopOffenders[0].Agent}': {TopOffenders[0].Violations} refused actions");
            }

            if (Incidents.Count(static i => i is { Status: IncidentStatus.Open, Severity: >= IncidentSeverity.High }) is > 0 and var grave)
            {
                what.Add($"{grave} open incident{(grave == 1 ? "" : "s")} of severity high or critical: acknowledge and resolve them");
            }

            if (Agents.Count(static agent => agent.AutoRegistered) is > 0 and var unknown)
            {
                what.Add($"{unknown} agent{(unknown == 1 ? " was" : "s were")} registered by their first call: register them with a name and a trust level");
            }

            return what;
        }
    }
}

/// <summary>A policy at a glance.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Enabled">Whether it takes part in decisions.</param>
/// <param name="Rules">How many rules it has.</param>
public sealed record ComplianceOfPolicy(string Id, string Name, bool Enabled, int Rules);
