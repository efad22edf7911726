using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Registry;
using PolicyGuard.Taint;
using PolicyGuard.Text;

namespace PolicyGuard.Governance.Incidents;

/// <summary>Finds all that is wrong with a report, and makes what is stored of its evidence.</summary>
internal static class IncidentCheck
{
    private const int LongestText = 4096;
    private const int LongestNote = 1024;
    private const int LongestEvidence = 16 * 1024;
    private static readonly RpcLimits EvidenceLimits = new(LongestEvidence, 32, 4096);
    private static readonly Scanner Scanner = new();

    /// <summary>All that is wrong with a report.</summary>
    public static List<string> Faults(IncidentReport report)
    {
        var faults = new List<string>();
        if (!IncidentWords.TryParse(report.Severity, out IncidentSeverity _))
        {
            faults.Add($"severity: `{AgentCheck.Short(report.Severity)}` is none of {string.Join(", ", IncidentWords.Severities)}");
        }

        if (string.IsNullOrWhiteSpace(report.Description))
        {
            faults.Add("description: says nothing");
        }

        AgentCheck.Prose(faults, "incident_type", report.Type, LongestNote);
        AgentCheck.Prose(faults, "description", report.Description, LongestText);
        AgentCheck.Prose(faults, "recommended_action", report.RecommendedAction, LongestText);
        if (report.Agent is { } agent && !AgentIds.IsValid(agent))
        {
            faults.Add($"agent_id: {AgentIds.Rule}");
        }

        if (report.Evidence is { } evidence && (!AgentCheck.IsText(evidence) || Encoding.UTF8.GetByteCount(evidence) > LongestEvidence))
        {
            faults.Add($"evidence: at most {LongestEvidence} bytes of valid Unicode");
        }

        return faults;
    }

    /// <summary>All that is wrong with a note.</summary>
    public static List<string> Faults(string? note, bool required)
    {
        var faults = new List<string>();
        if (required && string.IsNullOrWhiteSpace(note))
        {
            faults.Add("note: say how it ended");
        }

        AgentCheck.Prose(faults, "note", note, LongestNote);
        return faults;
    }

    /// <summary>The evidence as it is stored: canonical JSON, an object, with findings masked.</summary>
    /// <param name="evidence">As it was reported, checked.</param>
    /// <param name="raw">Whether it was no JSON object and is kept as text.</param>
    public static string Evidence(string? evidence, out bool raw)
    {
        raw = false;
        if (string.IsNullOrWhiteSpace(evidence))
        {
            return "{}";
        }

        var bytes = Encoding.UTF8.GetBytes(evidence);
        if (!StrictJson.TryCheck(bytes, EvidenceLimits, out _) || !IsObject(bytes))
        {
            raw = true;
            bytes = Raw(evidence);
        }

        using var json = JsonDocument.Parse(bytes);
        var masked = Redactor.Redact(json.RootElement, Scanner.Scan(bytes));
        return masked.ValueKind == JsonValueKind.Object
            ? Encoding.UTF8.GetString(CanonicalJson.SerializeExact(masked))
            : Encoding.UTF8.GetString(Raw("[withheld: too many findings]"));
    }

    private static bool IsObject(byte[] bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        return json.RootElement.ValueKind == JsonValueKind.Object;
    }

    private static byte[] Raw(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("raw"u8, text);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
