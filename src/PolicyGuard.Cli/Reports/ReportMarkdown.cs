using System.Text;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Governance.Compliance;

namespace PolicyGuard.Cli.Reports;

/// <summary>A report as Markdown. Names that agents chose are escaped: they can make no link, no image, no HTML, no line of a table.</summary>
internal static class ReportMarkdown
{
    private const string Special = "\\`*_{}[]()<>#+-.!|~&:@/\"'=^$";

    /// <summary>The whole of it.</summary>
    public static string Of(ComplianceReport report)
    {
        var text = new StringBuilder("# Compliance report\n\n");
        text.Append($"{ReportTables.Time(report.Since)} to {ReportTables.Time(report.Status.GeneratedAt)} UTC, by PolicyGuard.\n\n## Posture\n\n| | |\n|---|---|\n");
        Rows(text, ReportTables.Posture(report.Status));
        text.Append("\n## What to do\n\n");
        foreach (var what in report.Status.Recommendations)
        {
            text.Append("* ").Append(Escape(what)).Append('\n');
        }

        text.Append("\n## Trend\n\n| From (UTC) | Allowed | Denied |\n|---|---|---|\n");
        Rows(text, report.Trend.Select(static part => new[] { ReportTables.Time(part.From), ReportTables.Number(part.Allowed), ReportTables.Number(part.Denied) }));
        foreach (var table in ReportTables.Of(report))
        {
            text.Append($"\n## {Escape(table.Title)}\n\n");
            if (table.Rows.Count == 0)
            {
                text.Append(table.Empty).Append('\n');
                continue;
            }

            text.Append($"| {string.Join(" | ", table.Heads)} |\n|{string.Concat(Enumerable.Repeat("---|", table.Heads.Length))}\n");
            Rows(text, table.Rows);
        }

        var (nothing, untested) = ReportTables.Gaps(report);
        text.Append($"\nNothing covers: {Escape(nothing)}\\.\n\nRules without a passing test: {Escape(untested)}\\.\n");
        return report.Framework.Note is { } note ? text.Append($"\n{Escape(note)}\n").ToString() : text.ToString();
    }

    /// <summary>Text that shows as it is.</summary>
    internal static string Escape(string text)
    {
        var result = new StringBuilder();
        foreach (var c in SafeText.Of(text, 400))
        {
            if (Special.Contains(c))
            {
                result.Append('\\');
            }

            result.Append(c);
        }

        return result.ToString();
    }

    private static void Rows(StringBuilder text, IEnumerable<string[]> rows)
    {
        foreach (var row in rows)
        {
            text.Append($"| {string.Join(" | ", row.Select(Escape))} |\n");
        }
    }
}
