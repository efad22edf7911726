using System.Text.Json;

namespace PolicyGuard.Scan.Output;

/// <summary>A report as JSON of our own.</summary>
public static class ScanJson
{
    /// <summary>Writes the report as one object.</summary>
    public static void Write(Utf8JsonWriter writer, ScanReport report)
    {
        writer.WriteStartObject();
        writer.WriteNumber("files", report.Files);
        writer.WriteStartObject("counts");
        foreach (var severity in Enum.GetValues<ScanSeverity>().Reverse())
        {
            writer.WriteNumber(severity.Name(), report.Count(severity));
        }

        writer.WriteEndObject();
        writer.WriteStartArray("findings");
        foreach (var finding in report.Findings)
        {
            Write(writer, finding);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("skipped");
        foreach (var (file, reason) in report.Skipped)
        {
            writer.WriteStartObject();
            writer.WriteString("file", file);
            writer.WriteString("reason", reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ScanFinding finding)
    {
        writer.WriteStartObject();
        writer.WriteString("rule", finding.Rule.Id);
        writer.WriteString("name", finding.Rule.Name);
        writer.WriteString("severity", finding.Severity.Name());
        if (finding.Rule.Cwe > 0)
        {
            writer.WriteNumber("cwe", finding.Rule.Cwe);
        }

        writer.WriteString("file", finding.File);
        writer.WriteNumber("line", finding.Line);
        writer.WriteNumber("column", finding.Column);
        writer.WriteString("message", finding.Message);
        writer.WriteStartArray("flow");
        foreach (var step in finding.Flow)
        {
            writer.WriteStartObject();
            writer.WriteString("file", step.File);
            writer.WriteNumber("line", step.Line);
            writer.WriteNumber("column", step.Column);
            writer.WriteString("message", step.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
