using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Registry;
using PolicyGuard.Taint;

namespace PolicyGuard.Governance;

/// <summary>What people and agents report.</summary>
public sealed class IncidentDesk(GovernanceServices services)
{
    /// <summary>The types that a report may have.</summary>
    public static IReadOnlyList<string> Types { get; } =
        ["policy_violation", "suspicious_activity", "unauthorized_access", "rate_limit_exceeded", "data_exfiltration", "configuration_error", "other"];

    private const int LongestText = 4096;
    private const int MostEvidence = 16 * 1024;
    private static readonly Scanner Scanner = new();
    private readonly Bureau _bureau = new(services);
    private readonly AgentDesk _agents = new(services);

    /// <summary>
    /// Records a report. Takes <see cref="Rights.Report"/>. A critical one suspends its agent where the reporter may suspend agents
    /// (<see cref="Rights.Tighten"/>) and the agent is registered: a report alone takes nobody out of service.
    /// </summary>
    public ValueTask<Outcome<IncidentReported>> ReportAsync(Actor actor, IncidentReport report, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Report, "report an incident", report.Agent ?? "*", async () =>
        {
            if (Faults(report) is { Count: > 0 } faults)
            {
                return Outcome.Invalid<IncidentReported>(faults);
            }

            var warnings = new List<string>();
            var type = Types.FirstOrDefault(known => known.Equals(report.Type, StringComparison.OrdinalIgnoreCase));
            if (type is null)
            {
                warnings.Add($"incident_type `{Bureau.Name(report.Type)}` is not known and counts as `other`; known are {string.Join(", ", Types)}");
            }

            var now = services.Clock.GetUtcNow();
            var incident = new Incident
            {
                Id = Ids.NewHex("inc"),
                Type = type ?? "other",
                Severity = report.Severity,
                Description = Masked.Text(report.Description),
                Agent = report.Agent,
                Evidence = Evidence(report),
                FirstAt = now,
                LastAt = now,
            };
            await _bureau.Log.WriteAsync(
                Reasons.IncidentReported, actor, incident.Id, $"{report.Severity.ToString().ToLowerInvariant()} incident {incident.Id} ({incident.Type}) reported about {report.Agent ?? "no agent"}: {report.Description}",
                Encoding.UTF8.GetBytes(incident.Evidence)).ConfigureAwait(false);
            incident = await services.Incidents.RecordAsync(incident, TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
            return Outcome.Done(new IncidentReported(incident, await SuspendAsync(actor, report, incident, warnings, ct).ConfigureAwait(false)), warnings);
        }, ct);

    private async ValueTask<bool> SuspendAsync(Actor actor, IncidentReport report, Incident incident, List<string> warnings, CancellationToken ct)
    {
        if (report is not { Severity: IncidentSeverity.Critical, AutoSuspend: true, Agent: { } agent })
        {
            return false;
        }

        var outcome = await _agents.SuspendAsync(actor, agent, $"critical incident {incident.Id}", ct).ConfigureAwait(false);
        if (!outcome.Done)
        {
            warnings.Add($"agent '{Bureau.Name(agent)}' was not suspended: {outcome.Refusal!.Message}");
        }

        return outcome.Done;
    }

    private static List<string> Faults(IncidentReport report)
    {
        var faults = new List<string>();
        if (report.Description.Length is 0 or > LongestText)
        {
            faults.Add($"description: has to have 1 to {LongestText} characters");
        }

        if (report.RecommendedAction is { Length: > LongestText })
        {
            faults.Add($"recommended_action: has at most {LongestText} characters");
        }

        if (report.Agent is { } agent && !AgentIds.IsValid(agent))
        {
            faults.Add($"agent_id: {AgentIds.Rule}");
        }

        if (!StrictJson.TryCheck(Encoding.UTF8.GetBytes(report.Evidence), new RpcLimits(MostEvidence, 32, 4096), out var fault))
        {
            faults.Add($"evidence: {fault!.Message.Replace("the message", "the text", StringComparison.Ordinal)}");
        }

        return faults;
    }

    // What somebody saw may hold what should not have been seen.
    private static string Evidence(IncidentReport report)
    {
        var evidence = JsonNode.Parse(report.Evidence) as JsonObject ?? [];
        if (report.RecommendedAction is { } action)
        {
            evidence["recommended_action"] = JsonValue.Create(action);
        }

        var utf8 = Encoding.UTF8.GetBytes(evidence.ToJsonString());
        using var document = JsonDocument.Parse(utf8);
        return Redactor.Redact(document.RootElement, Scanner.Scan(utf8)).GetRawText();
    }
}
