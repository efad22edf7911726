using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Backends.Shipping;

/// <summary>Entries as one <c>ExportLogsServiceRequest</c> in the JSON of protocol buffers.</summary>
internal sealed class OtlpLogs(string version, string hostName, TimeProvider clock)
{
    internal void Write(IReadOnlyList<StoredEntry> batch, IBufferWriter<byte> output)
    {
        var observed = Nanoseconds(clock.GetUtcNow());
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartArray("resourceLogs"u8);
        json.WriteStartObject();
        json.WriteStartObject("resource"u8);
        json.WriteStartArray("attributes"u8);
        Attribute(json, "service.name", "policyguard");
        Attribute(json, "service.version", version);
        Attribute(json, "host.name", hostName);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("scopeLogs"u8);
        json.WriteStartObject();
        json.WriteStartObject("scope"u8);
        json.WriteString("name"u8, "policyguard.ledger"u8);
        json.WriteString("version"u8, version);
        json.WriteEndObject();
        json.WriteStartArray("logRecords"u8);
        foreach (var entry in batch)
        {
            Record(json, entry, observed);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Record(Utf8JsonWriter json, StoredEntry entry, string observed)
    {
        var fields = EntryFields.Of(entry);
        json.WriteStartObject();
        json.WriteString("timeUnixNano"u8, fields.Time is { } at ? Nanoseconds(at) : "0");
        json.WriteString("observedTimeUnixNano"u8, observed);

        // INFO 9, WARN 13, ERROR 17.
        var (number, text) = fields.Gravity switch { >= 7 => (17, "ERROR"), >= 4 => (13, "WARN"), _ => (9, "INFO") };
        json.WriteNumber("severityNumber"u8, number);
        json.WriteString("severityText"u8, text);
        json.WriteStartObject("body"u8);
        json.WriteString("stringValue"u8, Utf8.IsValid(entry.Json.Span) ? Encoding.UTF8.GetString(entry.Json.Span) : Convert.ToBase64String(entry.Json.Span));
        json.WriteEndObject();
        json.WriteStartArray("attributes"u8);
        json.WriteStartObject();
        json.WriteString("key"u8, "policyguard.index"u8);
        json.WriteStartObject("value"u8);
        json.WriteString("intValue"u8, entry.Index.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteEndObject();
        Attribute(json, "policyguard.leaf_hash", Convert.ToHexStringLower(entry.LeafHash.Span));
        Attribute(json, "policyguard.kind", fields.Kind);
        Attribute(json, "policyguard.call_id", fields.CallId);
        Attribute(json, "policyguard.agent", fields.Agent);
        Attribute(json, "policyguard.upstream", fields.Upstream);
        Attribute(json, "policyguard.target", fields.Target);
        Attribute(json, "policyguard.effect", fields.Effect);
        Attribute(json, "policyguard.reason", fields.Reason);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Attribute(Utf8JsonWriter json, string key, string value)
    {
        if (value.Length == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("key"u8, key);
        json.WriteStartObject("value"u8);
        json.WriteString("stringValue"u8, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // A fixed64 without a sign: before 1970 there is no time.
    private static string Nanoseconds(DateTimeOffset at) =>
        Math.Max(0, (decimal)(at - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture);
}
