using System.Text.Json;
using PolicyGuard.Governance.Compliance;
using PolicyGuard.Governance.Incidents;

namespace PolicyGuard.Cli.Reports;

/// <summary>A report for programs.</summary>
internal static class ReportJson
{
    /// <summary>The whole of it, an object.</summary>
    public static void Write(Utf8JsonWriter json, ComplianceReport report)
    {
        json.WriteStartObject();
        ComplianceJson.WriteMembers(json, report.Status);
        json.WriteString("since", Ledger.Ledger.Time(report.Since));
        json.WriteStartObject("score_lost");
        json.WriteNumber("denials", Math.Round(report.Status.Score.Denials, 1));
        json.WriteNumber("incidents", Math.Round(report.Status.Score.Incidents, 1));
        json.WriteNumber("suspended", Math.Round(report.Status.Score.Suspended, 1));
        json.WriteNumber("policies", Math.Round(report.Status.Score.Policies, 1));
        json.WriteEndObject();
        json.WriteStartArray("trend");
        foreach (var part in report.Trend)
        {
            json.WriteStartObject();
            json.WriteString("from", Ledger.Ledger.Time(part.From));
            json.WriteNumber("allowed", part.Allowed);
            json.WriteNumber("denied", part.Denied);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("incident_list");
        foreach (var incident in report.Incidents)
        {
            IncidentJson.Write(json, incident);
        }

        json.WriteEndArray();
        json.WriteStartObject("framework");
        json.WriteString("name", report.Framework.Name);
        json.WriteString("title", report.Framework.Title);
        json.WriteString("note", report.Framework.Note);
        json.WriteStartArray("items");
        foreach (var covered in report.Coverage)
        {
            json.WriteStartObject();
            json.WriteString("id", covered.Item.Id);
            json.WriteString("title", covered.Item.Title);
            json.WriteString("covered_by", covered.Level);
            json.WriteString("built_in", covered.Item.BuiltIn);
            Texts(json, "rules", covered.Rules);
            Texts(json, "tests", covered.Tests);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
