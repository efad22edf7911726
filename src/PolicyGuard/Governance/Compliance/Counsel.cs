namespace PolicyGuard.Governance.Compliance;

/// <summary>The state in a word, and what to do about it.</summary>
internal static class Counsel
{
    private const double Warning = 10;
    private const double Critical = 20;

    /// <summary>The state in a word and a sentence. The seed's thresholds, and open incidents that say worse.</summary>
    public static (string Status, string Message) Judge(ActionMetrics metrics, long openCritical, long openHigh)
    {
        var rate = FormattableString.Invariant($"{metrics.DenialRate:0.##}% of {metrics.Total} actions were denied");
        if (metrics.DenialRate > Critical || openCritical > 0)
        {
            return ("critical", metrics.DenialRate > Critical ? $"{rate}, more than {Critical}%{And(openCritical, "critical")}" : $"{Incidents(openCritical, "critical")}; {rate}");
        }

        if (metrics.DenialRate > Warning || openHigh > 0)
        {
            return ("warning", metrics.DenialRate > Warning ? $"{rate}, more than {Warning}%{And(openHigh, "high")}" : $"{Incidents(openHigh, "high")}; {rate}");
        }

        return ("healthy", metrics.Total == 0 ? "nothing was asked for" : rate);
    }

    /// <summary>What to do next, the most urgent first.</summary>
    public static IReadOnlyList<string> Recommend(ActionMetrics metrics, long openCritical, long openHigh, long unresolved, AgentSummary agents, PolicySummary policies)
    {
        var next = new List<string>();
        Add(openCritical > 0, $"Look at {Counted(openCritical, "open critical incident")}: policyguard incident list --severity critical");
        Add(openHigh > 0, $"Look at {Counted(openHigh, "open incident")} of severity high: policyguard incident list --severity high");
        Add(!policies.List.Any(static policy => policy is { Enabled: true, Restricts: true }), "No enabled policy restricts anything: add one, or run `policyguard init`");
        Add(agents.Suspended > 0, $"Review {Counted(agents.Suspended, "suspended agent")}: policyguard agent list");
        Add(metrics.DenialRate > Warning, "Many actions are denied: see which rules decide (policyguard audit query --effect deny), and mend agents or rules");
        if (metrics.Offenders is [var (worst, violations), ..] && violations * 2 > metrics.Denied && metrics.Denied >= 10)
        {
            next.Add($"Agent '{worst}' has {violations} of {metrics.Denied} denied actions: look at what it is told to do");
        }

        Add(metrics.Waiting > 0, $"{Counted(metrics.Waiting, "action")} had to wait for a human: policyguard approval list");
        Add(policies.Disabled > 0, $"{Counted(policies.Disabled, "policy", "policies")} disabled: enable or remove what is not needed");
        Add(unresolved > openCritical + openHigh, $"Acknowledge or resolve {Counted(unresolved - openCritical - openHigh, "other incident")}: policyguard incident list --status open");
        Add(next.Count == 0, "Nothing to do");
        return next;

        void Add(bool when, string what)
        {
            if (when)
            {
                next.Add(what);
            }
        }
    }

    private static string And(long count, string severity) => count > 0 ? $"; {Incidents(count, severity)}" : "";

    private static string Incidents(long count, string severity) => $"{Counted(count, $"incident")} of severity {severity} {(count == 1 ? "is" : "are")} open";

    private static string Counted(long count, string one, string? many = null) => count == 1 ? $"1 {one}" : $"{count} {many ?? $"{one}s"}";
}
