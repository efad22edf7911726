using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PolicyGuard.Scan.Output;

/// <summary>A report in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS), as code hosts and editors read it.</summary>
public static class Sarif
{
    /// <summary>Writes the report as one SARIF log with one run.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="report">What was found. File names become relative URIs (RFC 3986) where they are relative.</param>
    /// <param name="version">The program's version.</param>
    public static void Write(Utf8JsonWriter writer, ScanReport report, string version)
    {
        writer.WriteStartObject();
        writer.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        writer.WriteString("version", "2.1.0");
        writer.WriteStartArray("runs");
        writer.WriteStartObject();
        var rules = report.Findings.Select(static finding => finding.Rule).DistinctBy(static rule => rule.Id).OrderBy(static rule => rule.Id, StringComparer.Ordinal).ToList();
        Tool(writer, rules, version);
        writer.WriteString("columnKind", "utf16CodeUnits");
        Invocation(writer, report);
        writer.WriteStartArray("results");
        foreach (var finding in report.Findings)
        {
            Result(writer, finding, rules.FindIndex(rule => rule.Id == finding.Rule.Id));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Tool(Utf8JsonWriter writer, List<ScanRule> rules, string version)
    {
        writer.WriteStartObject("tool");
        writer.WriteStartObject("driver");
        writer.WriteString("name", "PolicyGuard");
        writer.WriteString("version", version);
        writer.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            writer.WriteStartObject();
            writer.WriteString("id", rule.Id);
            writer.WriteString("name", rule.Name);
            Text(writer, "shortDescription", rule.Title);
            writer.WriteStartObject("defaultConfiguration");
            writer.WriteString("level", Level(rule.Severity));
            writer.WriteEndObject();
            writer.WriteStartObject("properties");
            writer.WriteString("security-severity", Score(rule.Severity));
            writer.WriteStartArray("tags");
            writer.WriteStringValue("security");
            if (rule.Cwe > 0)
            {
                writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"external/cwe/cwe-{rule.Cwe:000}"));
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // What was not looked at belongs into the log: an empty list of results must not look like a clean bill.
    private static void Invocation(Utf8JsonWriter writer, ScanReport report)
    {
        writer.WriteStartArray("invocations");
        writer.WriteStartObject();
        writer.WriteBoolean("executionSuccessful", true);
        writer.WriteStartArray("toolExecutionNotifications");
        foreach (var (file, reason) in report.Skipped)
        {
            writer.WriteStartObject();
            writer.WriteString("level", "note");
            Text(writer, "message", "not scanned: " + reason);
            writer.WriteStartArray("locations");
            writer.WriteStartObject();
            Place(writer, file, 0, 0);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void Result(Utf8JsonWriter writer, ScanFinding finding, int rule)
    {
        writer.WriteStartObject();
        writer.WriteString("ruleId", finding.Rule.Id);
        writer.WriteNumber("ruleIndex", rule);
        writer.WriteString("level", Level(finding.Severity));
        Text(writer, "message", finding.Message);
        writer.WriteStartArray("locations");
        writer.WriteStartObject();
        Place(writer, finding.File, finding.Line, finding.Column);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteStartObject("partialFingerprints");
        writer.WriteString("policyguard/v1", Fingerprint(finding));
        writer.WriteEndObject();
        if (finding.Flow.Count > 0)
        {
            Flow(writer, finding.Flow);
        }

        writer.WriteEndObject();
    }

    private static void Flow(Utf8JsonWriter writer, IReadOnlyList<ScanStep> flow)
    {
        writer.WriteStartArray("codeFlows");
        writer.WriteStartObject();
        writer.WriteStartArray("threadFlows");
        writer.WriteStartObject();
        writer.WriteStartArray("locations");
        foreach (var step in flow)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("location");
            Place(writer, step.File, step.Line, step.Column);
            Text(writer, "message", step.Message);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void Place(Utf8JsonWriter writer, string file, int line, int column)
    {
        writer.WriteStartObject("physicalLocation");
        writer.WriteStartObject("artifactLocation");
        writer.WriteString("uri", UriOf(file));
        writer.WriteEndObject();
        if (line > 0)
        {
            writer.WriteStartObject("region");
            writer.WriteNumber("startLine", line);
            writer.WriteNumber("startColumn", column);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static string UriOf(string file)
    {
        var rooted = file.StartsWith('/') || file.Length > 2 && file[1] == ':';
        var path = string.Join('/', file.Replace('\\', '/').Split('/').Where(static (part, i) => i > 0 || part != ".").Select(static part => part.Length == 2 && part[1] == ':' ? part : Uri.EscapeDataString(part)));
        return rooted ? $"file://{(path.StartsWith('/') ? "" : "/")}{path}" : path;
    }

    private static void Text(Utf8JsonWriter writer, string name, string text)
    {
        writer.WriteStartObject(name);
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }

    private static string Level(ScanSeverity severity) => severity switch
    {
        ScanSeverity.Critical or ScanSeverity.High => "error",
        ScanSeverity.Medium => "warning",
        _ => "note",
    };

    // The scale of CVSS, which code hosts sort by.
    private static string Score(ScanSeverity severity) => severity switch
    {
        ScanSeverity.Critical => "9.5",
        ScanSeverity.High => "8.0",
        ScanSeverity.Medium => "5.5",
        ScanSeverity.Low => "3.0",
        _ => "0.0",
    };

    // The line is left out, so that a finding stays the same one when lines are put in above it.
    private static string Fingerprint(ScanFinding finding) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{finding.Rule.Id}\n{finding.File}\n{finding.Message}")))[..32];
}
