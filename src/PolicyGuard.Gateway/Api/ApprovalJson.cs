using System.Text.Json;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Api;

/// <summary>An approval as scripts read it, over HTTP and from the command line.</summary>
public static class ApprovalJson
{
    /// <summary>Writes one approval.</summary>
    public static void Write(Utf8JsonWriter json, Approval approval)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(approval);
        json.WriteStartObject();
        json.WriteString("approval_id"u8, approval.Id);
        json.WriteString("status"u8, Spell(approval.Status));
        json.WriteString("agent_id"u8, approval.Agent);
        json.WriteString("target"u8, approval.Target);
        json.WritePropertyName("arguments"u8);
        json.WriteRawValue(approval.ArgumentsJson);
        json.WriteString("reason"u8, approval.Reason);
        json.WriteString("flow"u8, approval.Flow);
        json.WriteString("call_id"u8, approval.CallId);
        json.WriteString("created_at"u8, Ledger.Ledger.Time(approval.CreatedAt));
        json.WriteString("expires_at"u8, Ledger.Ledger.Time(approval.ExpiresAt));
        if (approval.AnsweredBy is { } by)
        {
            json.WriteString("answered_by"u8, by);
        }

        if (approval.AnsweredAt is { } at)
        {
            json.WriteString("answered_at"u8, Ledger.Ledger.Time(at));
        }

        if (approval.Note is { } note)
        {
            json.WriteString("note"u8, note);
        }

        json.WriteEndObject();
    }

    /// <summary>A status as it is written.</summary>
    public static string Spell(ApprovalStatus status) => status.ToString().ToLowerInvariant();
}
