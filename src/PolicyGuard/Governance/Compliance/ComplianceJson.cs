using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Governance.Incidents;
using PolicyGuard.Registry;

namespace PolicyGuard.Governance.Compliance;

/// <summary>The state of governance as JSON: every member of the governance tools' form.</summary>
public static class ComplianceJson
{
    /// <summary>The members. The caller opens and closes the object.</summary>
    public static void WriteMembers(Utf8JsonWriter json, ComplianceStatus status)
    {
        json.WriteString("status"u8, status.Status);
        json.WriteString("status_message"u8, status.StatusMessage);
        json.WriteString("time_range"u8, status.TimeRange);
        json.WriteString("generated_at"u8, Ledger.Ledger.Time(status.GeneratedAt));
        json.WriteNumber("compliance_score"u8, status.Score.Total);
        json.WriteNumber("total_agents"u8, status.Agents.Total);
        json.WriteNumber("active_agents"u8, status.Agents.Total - status.Agents.Suspended);
        json.WriteNumber("suspended_agents"u8, status.Agents.Suspended);
        json.WriteNumber("total_policies"u8, status.Policies.List.Count);
        json.WriteNumber("recent_violations"u8, status.Metrics.Denied);
        WriteMetrics(json, status.Metrics);
        json.WriteStartArray("recommendations"u8);
        foreach (var recommendation in status.Recommendations)
        {
            json.WriteStringValue(recommendation);
        }

        json.WriteEndArray();
        if (status.Incidents is { } incidents)
        {
            WriteIncidents(json, incidents);
        }

        if (status.TellsPolicies)
        {
            WritePolicies(json, status.Policies);
        }

        json.WriteStartObject("agents"u8);
        json.WriteNumber("total"u8, status.Agents.Total);
        json.WriteStartObject("by_trust_level"u8);
        for (var i = status.Agents.ByTrust.Count - 1; i >= 0; i--)
        {
            json.WriteNumber(TrustLevels.Names[i], status.Agents.ByTrust[i]);
        }

        json.WriteEndObject();
        json.WriteNumber("suspended"u8, status.Agents.Suspended);
        json.WriteEndObject();
    }

    private static void WriteMetrics(Utf8JsonWriter json, ActionMetrics metrics)
    {
        json.WriteStartObject("metrics"u8);
        json.WriteNumber("total_actions"u8, metrics.Total);
        json.WriteNumber("allowed_actions"u8, metrics.Allowed);
        json.WriteNumber("denied_actions"u8, metrics.Denied);
        json.WriteNumber("denial_rate"u8, metrics.DenialRate);
        json.WriteStartArray("top_offenders"u8);
        foreach (var (agent, violations) in metrics.Offenders)
        {
            json.WriteStartObject();
            json.WriteString("agent_id"u8, agent);
            json.WriteNumber("violations"u8, violations);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("action_breakdown"u8);
        foreach (var (type, allowed, denied) in metrics.Types)
        {
            json.WriteStartObject(type);
            json.WriteNumber("allowed"u8, allowed);
            json.WriteNumber("denied"u8, denied);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteNumber("unique_agents"u8, metrics.Agents);
        json.WriteEndObject();
    }

    private static void WriteIncidents(Utf8JsonWriter json, IncidentSummary incidents)
    {
        json.WriteStartObject("incidents"u8);
        json.WriteNumber("total"u8, incidents.Total);
        json.WriteStartObject("by_severity"u8);
        for (var i = incidents.BySeverity.Count - 1; i >= 0; i--)
        {
            json.WriteNumber(IncidentWords.Severities[i], incidents.BySeverity[i]);
        }

        json.WriteEndObject();
        json.WriteStartArray("recent"u8);
        foreach (var incident in incidents.Recent)
        {
            IncidentJson.WriteShort(json, incident);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePolicies(Utf8JsonWriter json, PolicySummary policies)
    {
        json.WriteStartObject("policies"u8);
        json.WriteNumber("total"u8, policies.List.Count);
        json.WriteNumber("enabled"u8, policies.Enabled);
        json.WriteNumber("disabled"u8, policies.Disabled);
        json.WriteStartArray("list"u8);
        foreach (var policy in policies.List)
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
}
