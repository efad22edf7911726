using System.Text.Json;
using PolicyGuard.Registry;

namespace PolicyGuard.Governance.Incidents;

/// <summary>An incident as JSON, in one form everywhere.</summary>
public static class IncidentJson
{
    /// <summary>Everything of an incident.</summary>
    public static void Write(Utf8JsonWriter json, Incident incident)
    {
        json.WriteStartObject();
        WriteMembers(json, incident);
        json.WriteString("last_seen"u8, Ledger.Ledger.Time(incident.LastAt));
        json.WriteString("rule"u8, incident.Rule);
        json.WriteString("action_id"u8, incident.CallId);
        json.WritePropertyName("evidence"u8);
        WriteEvidence(json, incident.Evidence);
        json.WriteString("recommended_action"u8, incident.RecommendedAction);
        json.WriteString("resolution"u8, incident.Resolution);
        json.WriteString("reported_by"u8, incident.ReportedBy);
        json.WriteString("changed_by"u8, incident.ChangedBy);
        json.WriteString("changed_at"u8, incident.ChangedAt is { } at ? Ledger.Ledger.Time(at) : null);
        json.WriteEndObject();
    }

    /// <summary>What a list of recent ones says.</summary>
    public static void WriteShort(Utf8JsonWriter json, Incident incident)
    {
        json.WriteStartObject();
        WriteMembers(json, incident);
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, Incident incident)
    {
        json.WriteString("incident_id"u8, incident.Id);
        json.WriteString("timestamp"u8, Ledger.Ledger.Time(incident.FirstAt));
        json.WriteString("type"u8, incident.Type);
        json.WriteString("severity"u8, incident.Severity.Name());
        json.WriteString("description"u8, incident.Description);
        json.WriteString("agent_id"u8, incident.Agent);
        json.WriteString("target"u8, incident.Target);
        json.WriteString("status"u8, incident.Status.Name());
        json.WriteNumber("count"u8, incident.Count);
    }

    // Another hand may have written it; then it is shown as the text it is.
    private static void WriteEvidence(Utf8JsonWriter json, string evidence)
    {
        try
        {
            using var parsed = JsonDocument.Parse(evidence);
            parsed.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteStringValue(evidence);
        }
    }
}
