using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Governance;

/// <summary><c>get_compliance_status</c>: the fields of both forms that it has had.</summary>
internal sealed class GetComplianceStatusTool(ComplianceDesk desk, TimeProvider clock) : IGovernanceTool
{
    public string Name => "get_compliance_status";

    public bool Asks => true;

    public async ValueTask<ToolAnswer> CallAsync(GovernanceCall call, CancellationToken ct)
    {
        var arguments = call.Arguments;
        var range = arguments.Optional("time_range", 100) ?? TimeRanges.Usual;
        var since = TimeRanges.Since(arguments, range, takesAll: false, clock.GetUtcNow());
        var (incidents, policies) = (arguments.Flag("include_incidents", true), arguments.Flag("include_policy_summary", true));
        if (arguments.Faults() is { Count: > 0 } faults)
        {
            return ToolAnswer.Invalid(Name, faults);
        }

        var outcome = await desk.StatusAsync(call.Actor, since!.Value, ct).ConfigureAwait(false);
        return outcome.Value is { } status ? ToolAnswer.Of(json => Write(json, status, range, incidents, policies)) : ToolAnswer.Refused(outcome.Refusal!);
    }

    private static void Write(Utf8JsonWriter json, ComplianceStatus status, string range, bool incidents, bool policies)
    {
        json.WriteString("status"u8, status.Level);
        json.WriteString("status_message"u8, status.Message);
        json.WriteString("time_range"u8, range);
        json.WriteString("generated_at"u8, Ledger.Ledger.Time(status.At));
        json.WriteNumber("compliance_score"u8, status.Score);
        json.WriteNumber("total_agents"u8, status.Agents.Count);
        json.WriteNumber("active_agents"u8, status.Agents.Count(static agent => agent.Status == AgentStatus.Active));
        json.WriteNumber("suspended_agents"u8, status.Agents.Count(static agent => agent.Status == AgentStatus.Suspended));
        json.WriteNumber("total_policies"u8, status.Policies.Count);
        json.WriteNumber("recent_violations"u8, status.Denied);
        WriteMetrics(json, status);
        GovernanceTools.WriteTexts(json, "recommendations", status.Recommendations);
        if (incidents)
        {
            WriteIncidents(json, status);
        }

        if (policies)
        {
            WritePolicies(json, status);
        }

        WriteAgents(json, status);
    }

    private static void WriteMetrics(Utf8JsonWriter json, ComplianceStatus status)
    {
        json.WriteStartObject("metrics"u8);
        json.WriteNumber("total_actions"u8, status.Allowed + status.Denied);
        json.WriteNumber("allowed_actions"u8, status.Allowed);
        json.WriteNumber("denied_actions"u8, status.Denied);
        json.WriteNumber("denial_rate"u8, status.DenialRate);
        json.WriteStartArray("top_offenders"u8);
        foreach (var (agent, violations) in status.TopOffenders)
        {
            json.WriteStartObject();
            json.WriteString("agent_id"u8, agent);
            json.WriteNumber("violations"u8, violations);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("action_breakdown"u8);
        foreach (var (type, count) in status.ByActionType)
        {
            json.WriteStartObject(type);
            json.WriteNumber("allowed"u8, count.Allowed);
            json.WriteNumber("denied"u8, count.Denied);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteNumber("unique_agents"u8, status.UniqueAgents);
        json.WriteEndObject();
    }

    private static void WriteIncidents(Utf8JsonWriter json, ComplianceStatus status)
    {
        json.WriteStartObject("incidents"u8);
        json.WriteNumber("total"u8, status.Incidents.Count);
        json.WriteStartObject("by_severity"u8);
        foreach (var severity in new[] { IncidentSeverity.Critical, IncidentSeverity.High, IncidentSeverity.Medium, IncidentSeverity.Low })
        {
            json.WriteNumber(Spelled(severity), status.Incidents.Count(incident => incident.Severity == severity));
        }

        json.WriteEndObject();
        json.WriteStartArray("recent"u8);
        foreach (var incident in status.Incidents.Take(10))
        {
            json.WriteStartObject();
            json.WriteString("incident_id"u8, incident.Id);
            json.WriteString("timestamp"u8, Ledger.Ledger.Time(incident.LastAt));
            json.WriteString("type"u8, incident.Type);
            json.WriteString("severity"u8, Spelled(incident.Severity));
            json.WriteString("description"u8, incident.Description);
            json.WriteString("agent_id"u8, incident.Agent);
            json.WriteString("target"u8, incident.Target);
            json.WriteString("status"u8, incident.Status.ToString().ToLowerInvariant());
            json.WriteNumber("count"u8, incident.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePolicies(Utf8JsonWriter json, ComplianceStatus status)
    {
        json.WriteStartObject("policies"u8);
        json.WriteNumber("total"u8, status.Policies.Count);
        json.WriteNumber("enabled"u8, status.Policies.Count(static policy => policy.Enabled));
        json.WriteNumber("disabled"u8, status.Policies.Count(static policy => !policy.Enabled));
        json.WriteStartArray("list"u8);
        foreach (var policy in status.Policies)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, policy.Id);
            json.WriteString("name"u8, policy.Name);
            json.WriteBoolean("enabled"u8, policy.Enabled);
            json.WriteNumber("rules_count"u8, policy.Rules);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAgents(Utf8JsonWriter json, ComplianceStatus status)
    {
        json.WriteStartObject("agents"u8);
        json.WriteNumber("total"u8, status.Agents.Count);
        json.WriteStartObject("by_trust_level"u8);
        for (var trust = TrustLevel.Admin; trust >= TrustLevel.Low; trust--)
        {
            json.WriteNumber(trust.Name(), status.Agents.Count(agent => agent.Trust == trust));
        }

        json.WriteEndObject();
        json.WriteNumber("suspended"u8, status.Agents.Count(static agent => agent.Status == AgentStatus.Suspended));
        json.WriteEndObject();
    }

    private static string Spelled(IncidentSeverity severity) => severity.ToString().ToLowerInvariant();
}
