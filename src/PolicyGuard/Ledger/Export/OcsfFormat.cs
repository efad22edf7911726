using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace PolicyGuard.Ledger.Export;

/// <summary>
/// Open Cybersecurity Schema Framework 1.3.0, one JSON object a line: API Activity (6003, profile <c>security_control</c>) for calls, Application
/// Lifecycle (6002) for start and stop, Entity Management (3004) for administrative acts, Base Event (0) for the rest. <c>raw_data</c> is the entry
/// as it is stored, as a string: who unescapes it can compute the leaf hash.
/// </summary>
/// <param name="version">The program's version.</param>
public sealed class OcsfFormat(string version) : IEntryFormat
{
    private const string Schema = "1.3.0";
    private const string Unknown = "unknown";

    /// <inheritdoc/>
    public void WriteHeader(IBufferWriter<byte> output)
    {
        // Every line tells what it is.
    }

    /// <inheritdoc/>
    public void Write(StoredEntry entry, IBufferWriter<byte> output)
    {
        var e = EntryFields.Of(entry);
        var kind = OcsfClass.Of(e);
        var weight = EntryWeight.Of(e);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            Classify(json, e, kind, weight);
            Metadata(json, entry, e, kind);
            Actor(json, e, kind);
            if (kind.IsCall)
            {
                Api(json, e);
                OcsfDisposition.Of(e).Write(json);
            }

            Subject(json, e, kind);
            Unmapped(json, entry, e);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void Classify(Utf8JsonWriter json, EntryFields e, OcsfClass kind, EntryWeight weight)
    {
        json.WriteNumber("category_uid"u8, kind.Category);
        json.WriteNumber("class_uid"u8, kind.Class);
        json.WriteString("class_name"u8, kind.ClassName);
        json.WriteNumber("activity_id"u8, kind.Activity);
        json.WriteString("activity_name"u8, OrUnknown(kind.ActivityName));
        json.WriteNumber("type_uid"u8, (kind.Class * 100) + kind.Activity);
        json.WriteNumber("time"u8, e.Milliseconds ?? 0);
        json.WriteNumber("severity_id"u8, weight.Severity switch { < 4 => 1, 4 => 2, 5 or 6 => 3, < 9 => 4, _ => 5 });
        json.WriteNumber("status_id"u8, weight.Succeeded switch { true => 1, false => 2, null => 99 });
        json.WriteString("status"u8, OrUnknown(weight.Outcome));
        Optional(json, "status_code", e.Reason);
        Optional(json, "message", e.Message);
        if (long.TryParse(e.TookUs, NumberStyles.None, CultureInfo.InvariantCulture, out var took))
        {
            json.WriteNumber("duration"u8, took / 1000);
        }
    }

    private void Metadata(Utf8JsonWriter json, StoredEntry entry, EntryFields e, OcsfClass kind)
    {
        json.WriteStartObject("metadata"u8);
        json.WriteString("version"u8, Schema);
        json.WriteStartObject("product"u8);
        json.WriteString("name"u8, "PolicyGuard"u8);
        json.WriteString("vendor_name"u8, "PolicyGuard"u8);
        json.WriteString("version"u8, version);
        json.WriteEndObject();
        json.WriteString("uid"u8, Convert.ToHexStringLower(entry.LeafHash.Span));
        json.WriteNumber("sequence"u8, entry.Index);
        json.WriteString("log_name"u8, "ledger"u8);
        Optional(json, "event_code", e.Kind);
        Optional(json, "original_time", e.At);
        Optional(json, "correlation_uid", e.CallId);
        if (kind.IsCall)
        {
            json.WriteStartArray("profiles"u8);
            json.WriteStringValue("security_control"u8);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    // The agent acts; of an event's actor only the name is known. Base events have no actor.
    private static void Actor(Utf8JsonWriter json, EntryFields e, OcsfClass kind)
    {
        if (!kind.IsCall && !kind.IsManagement)
        {
            return;
        }

        json.WriteStartObject("actor"u8);
        json.WriteStartObject("user"u8);
        json.WriteString("uid"u8, OrUnknown(e.Agent.Length > 0 ? e.Agent : e.Caller));
        json.WriteEndObject();
        if (kind.IsCall)
        {
            Optional(json, "app_uid", e.Caller);
            if (e.Flow.Length > 0)
            {
                json.WriteStartObject("session"u8);
                json.WriteString("uid"u8, e.Flow);
                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
    }

    private static void Api(Utf8JsonWriter json, EntryFields e)
    {
        json.WriteStartObject("api"u8);
        json.WriteString("operation"u8, OrUnknown(e.Target.Length > 0 ? e.Target : e.Method));
        if (e.Upstream.Length > 0)
        {
            json.WriteStartObject("service"u8);
            json.WriteString("name"u8, e.Upstream);
            json.WriteEndObject();
        }

        if (e.CallId.Length > 0)
        {
            json.WriteStartObject("request"u8);
            json.WriteString("uid"u8, e.CallId);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("src_endpoint"u8);
        json.WriteString("name"u8, OrUnknown(e.Caller));
        json.WriteEndObject();
        if (e.Upstream.Length > 0)
        {
            json.WriteStartObject("dst_endpoint"u8);
            json.WriteString("name"u8, e.Upstream);
            json.WriteEndObject();
        }

        if (e.PolicySet.Length > 0)
        {
            json.WriteStartObject("policy"u8);
            json.WriteString("uid"u8, e.PolicySet);
            Optional(json, "name", e.Rules);
            json.WriteEndObject();
        }
    }

    private static void Subject(Utf8JsonWriter json, EntryFields e, OcsfClass kind)
    {
        if (kind.IsLifecycle)
        {
            json.WriteStartObject("app"u8);
            json.WriteString("name"u8, "PolicyGuard"u8);
            json.WriteString("vendor_name"u8, "PolicyGuard"u8);
            json.WriteEndObject();
        }
        else if (kind.IsManagement)
        {
            // `event.policy_created` is about a policy.
            var about = e.Reason.StartsWith("event.", StringComparison.Ordinal) ? e.Reason["event.".Length..].Split('_')[0] : e.Reason;
            json.WriteStartObject("entity"u8);
            json.WriteString("name"u8, OrUnknown(e.Reason));
            json.WriteString("type"u8, OrUnknown(about));
            json.WriteEndObject();
            Optional(json, "comment", e.Message);
        }
    }

    private static void Unmapped(Utf8JsonWriter json, StoredEntry entry, EntryFields e)
    {
        json.WriteStartObject("unmapped"u8);
        Optional(json, "effect", e.Effect);
        Optional(json, "rules", e.Rules);
        Optional(json, "labels", e.Labels);
        Optional(json, "proof", e.Proof);
        Optional(json, "trust", e.Trust);
        Optional(json, "approval", e.Approval);
        Optional(json, "durability", e.Durability);
        if (!Utf8.IsValid(entry.Json.Span))
        {
            json.WriteBase64String("entry_base64"u8, entry.Json.Span);
        }

        json.WriteEndObject();
        if (Utf8.IsValid(entry.Json.Span))
        {
            json.WriteString("raw_data"u8, Encoding.UTF8.GetString(entry.Json.Span));
        }
    }

    private static void Optional(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }

    // Attributes that the schema requires are never left out.
    private static string OrUnknown(string value) => value.Length > 0 ? value : Unknown;
}
