using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Api;

/// <summary>An agent as scripts read it, over HTTP and from the command line.</summary>
public static class AgentJson
{
    /// <summary>Writes one agent.</summary>
    public static void Write(Utf8JsonWriter json, Agent agent)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(agent);
        json.WriteStartObject();
        Members(json, agent);
        json.WriteEndObject();
    }

    /// <summary>Writes an agent and what an act changed about it.</summary>
    public static void Write(Utf8JsonWriter json, AgentRegistered done, IReadOnlyList<string> warnings)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(done);
        ArgumentNullException.ThrowIfNull(warnings);
        json.WriteStartObject();
        Members(json, done.Agent);
        json.WriteBoolean("created"u8, done.Created);
        Changes(json, done.Changes);
        List(json, "warnings", warnings);
        json.WriteEndObject();
    }

    /// <summary>Writes one version of an agent's record.</summary>
    public static void Write(Utf8JsonWriter json, AgentVersion version)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(version);
        json.WriteStartObject();
        json.WriteNumber("version"u8, version.Version);
        json.WriteString("at"u8, Ledger.Ledger.Time(version.At));
        json.WriteString("by"u8, version.By);
        Optional(json, "note", version.Note);
        Changes(json, version.Changes);
        json.WriteEndObject();
    }

    /// <summary>A status as it is written.</summary>
    public static string Spell(AgentStatus status) => status == AgentStatus.Suspended ? "suspended" : "active";

    private static void Members(Utf8JsonWriter json, Agent agent)
    {
        json.WriteString("agent_id"u8, agent.Id);
        json.WriteString("name"u8, agent.Name);
        json.WriteString("description"u8, agent.Description);
        json.WriteString("trust_level"u8, agent.Trust.Name());
        List(json, "allowed_tools", agent.AllowedTools);
        List(json, "denied_tools", agent.DeniedTools);
        json.WritePropertyName("metadata"u8);
        Raw(json, agent.Metadata);
        json.WriteString("status"u8, Spell(agent.Status));
        Optional(json, "suspended_at", agent.SuspendedAt is { } at ? Ledger.Ledger.Time(at) : null);
        Optional(json, "suspension_reason", agent.SuspensionReason);
        json.WriteString("registered_at"u8, Ledger.Ledger.Time(agent.RegisteredAt));
        json.WriteString("updated_at"u8, Ledger.Ledger.Time(agent.UpdatedAt));
        json.WriteString("updated_by"u8, agent.UpdatedBy);
        json.WriteBoolean("auto_registered"u8, agent.AutoRegistered);
        json.WriteNumber("version"u8, agent.Version);
    }

    private static void Changes(Utf8JsonWriter json, IReadOnlyList<AgentChange> changes)
    {
        json.WriteStartObject("changes"u8);
        foreach (var change in changes)
        {
            json.WriteStartObject(change.Member);
            if (change.From is not null)
            {
                json.WritePropertyName("from"u8);
                json.WriteRawValue(change.From);
            }

            json.WritePropertyName("to"u8);
            json.WriteRawValue(change.To);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void List(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    // Another hand may have written it; then it is shown as the text it is.
    private static void Raw(Utf8JsonWriter json, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            document.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteStringValue(text);
        }
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
