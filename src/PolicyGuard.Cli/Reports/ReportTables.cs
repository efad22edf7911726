using System.Globalization;
using PolicyGuard.Governance.Compliance;
using PolicyGuard.Registry;

namespace PolicyGuard.Cli.Reports;

/// <summary>The tables of a report, for every form that shows tables. Cells are text as it is; whoever writes them escapes.</summary>
internal static class ReportTables
{
    /// <summary>A table.</summary>
    /// <param name="Title">Its title.</param>
    /// <param name="Heads">Its columns.</param>
    /// <param name="Rows">Its rows.</param>
    /// <param name="Empty">What to say where it has none.</param>
    public sealed record Table(string Title, string[] Heads, IReadOnlyList<string[]> Rows, string Empty);

    /// <summary>The posture in lines of name and value.</summary>
    public static IReadOnlyList<string[]> Posture(ComplianceStatus status) =>
    [
        ["Status", $"{status.Status}: {status.StatusMessage}"],
        ["Score", $"{Number(status.Score.Total)} of 100 (lost: denials {Number(status.Score.Denials)}, incidents {Number(status.Score.Incidents)}, suspended agents {Number(status.Score.Suspended)}, policies {Number(status.Score.Policies)})"],
        ["Actions", $"{status.Metrics.Total}: {status.Metrics.Allowed} allowed, {status.Metrics.Denied} denied ({Number(status.Metrics.DenialRate)}%), {status.Metrics.Waiting} of them waited for a human"],
        ["Agents", $"{status.Agents.Total}: {status.Agents.Total - status.Agents.Suspended} active, {status.Agents.Suspended} suspended; {status.Metrics.Agents} asked for something"],
        ["Policies", $"{status.Policies.List.Count}: {status.Policies.Enabled} enabled, {status.Policies.Disabled} disabled"],
        ["Incidents", $"{status.UnresolvedIncidents} not resolved; {status.Incidents?.Total ?? 0} in the time"],
    ];

    /// <summary>The tables.</summary>
    public static IReadOnlyList<Table> Of(ComplianceReport report) =>
    [
        new("Top offenders", ["Agent", "Denied"], [.. report.Status.Metrics.Offenders.Select(static o => new[] { o.Agent, Number(o.Violations) })], "Nobody was denied anything."),
        new("Actions by type", ["Type", "Allowed", "Denied"], [.. report.Status.Metrics.Types.Select(static t => new[] { t.Type, Number(t.Allowed), Number(t.Denied) })], "Nothing was asked for."),
        new("Incidents", ["Id", "Severity", "Status", "Type", "Agent", "Target", "Times", "Last seen", "What"], [.. report.Incidents.Select(Row)], "None."),
        new($"Coverage: {report.Framework.Title}", ["Item", "Title", "Covered by", "Rules", "Tests", "Built in"], [.. report.Coverage.Select(Row)], ""),
    ];

    /// <summary>The items that nothing covers, and those that no test shows.</summary>
    public static (string Nothing, string Untested) Gaps(ComplianceReport report) => (
        Listed(report.Coverage.Where(static c => c.Level == "nothing")),
        Listed(report.Coverage.Where(static c => c.Level is "rules")));

    /// <summary>A number with at most two decimals.</summary>
    public static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A time to the minute.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string[] Row(Incident incident) =>
    [
        incident.Id, incident.Severity.Name(), incident.Status.Name(), incident.Type, incident.Agent ?? "", incident.Target ?? "", Number(incident.Count), Time(incident.LastAt), incident.Description,
    ];

    private static string[] Row(Coverage covered) =>
    [
        covered.Item.Id, covered.Item.Title, covered.Level, string.Join(", ", covered.Rules), string.Join(", ", covered.Tests), covered.Item.BuiltIn ?? "",
    ];

    private static string Listed(IEnumerable<Coverage> items) => string.Join(", ", items.Select(static c => $"{c.Item.Id} {c.Item.Title}")) is { Length: > 0 } list ? list : "none";
}
