using System.Text.Json;

namespace PolicyGuard.Governance.Audit;

/// <summary>Entries and pages as JSON, in the form of the governance tools.</summary>
public static class AuditJson
{
    /// <summary>The members of a page: <c>entries</c>, <c>count</c>, <c>total</c>, <c>time_range</c>, <c>filters_applied</c>. The caller opens and closes the object.</summary>
    public static void WriteMembers(Utf8JsonWriter json, AuditPage page)
    {
        json.WriteStartArray("entries"u8);
        foreach (var entry in page.Entries)
        {
            Write(json, entry);
        }

        json.WriteEndArray();
        json.WriteNumber("count"u8, page.Entries.Count);
        json.WriteNumber("total"u8, page.Total);
        json.WriteString("time_range"u8, page.TimeRange);
        json.WriteStartArray("filters_applied"u8);
        foreach (var filter in page.FiltersApplied)
        {
            json.WriteStringValue(filter);
        }

        json.WriteEndArray();
    }

    /// <summary>One entry, an object.</summary>
    public static void Write(Utf8JsonWriter json, AuditEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("entry_id"u8, entry.EntryId);
        json.WriteString("action_id"u8, entry.ActionId);
        json.WriteString("timestamp"u8, entry.Timestamp);
        json.WriteString("agent_id"u8, entry.AgentId);
        json.WriteStartObject("action"u8);
        json.WriteString("type"u8, entry.Type);
        json.WriteString("target"u8, entry.Target);
        json.WritePropertyName("parameters"u8);
        json.WriteRawValue(entry.Parameters);
        json.WriteString("context"u8, entry.Context);
        json.WriteEndObject();
        json.WriteStartObject("evaluation"u8);
        json.WriteBoolean("allowed"u8, entry.Allowed);
        json.WriteBoolean("require_approval"u8, entry.RequireApproval);
        json.WriteString("reason"u8, entry.Reason);
        json.WriteString("reason_id"u8, entry.ReasonId);
        json.WriteString("policy_matched"u8, entry.PolicyMatched);
        json.WriteString("rule"u8, entry.Rule);
        json.WriteEndObject();
        json.WriteNumber("index"u8, entry.Index);
        json.WriteString("kind"u8, entry.Kind);
        json.WriteEndObject();
    }
}
