using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Governance.Compliance;

namespace PolicyGuard.Cli.Reports;

/// <summary>
/// A report as one HTML file that needs nothing else: no script, no font, no picture from anywhere. Its own policy (CSP) lets a browser load
/// and run nothing; the style sheet is allowed by its hash. Everything that others chose is encoded.
/// </summary>
internal static class ReportHtml
{
    private const string Style =
        """
        body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1c2330}
        h1{font-size:1.7rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:1px solid #d5dae3}
        table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #e6e9ef;overflow-wrap:anywhere}
        .score{font-size:2.6rem;font-weight:600}.healthy{color:#1a7f4b}.warning{color:#a15c00}.critical{color:#b3261e}
        .allowed{fill:#7fb59a}.denied{fill:#b3261e}.axis{fill:#5c6675;font-size:11px}.rule{stroke:#d5dae3}.nothing{color:#b3261e;font-weight:600}.tested{color:#1a7f4b}
        """;

    private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style.ReplaceLineEndings("\n"))));

    /// <summary>The whole of it.</summary>
    public static string Of(ComplianceReport report)
    {
        var status = report.Status;
        var html = new StringBuilder();
        html.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{StyleHash}'; base-uri 'none'; form-action 'none'\">\n");
        html.Append("<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>Compliance report</title>\n");
        html.Append($"<style>{Style.ReplaceLineEndings("\n")}</style>\n</head>\n<body>\n<h1>Compliance report</h1>\n");
        html.Append($"<p>{ReportTables.Time(report.Since)} to {ReportTables.Time(status.GeneratedAt)} UTC, by PolicyGuard.</p>\n");
        html.Append($"<p class=\"score {status.Status}\">{ReportTables.Number(status.Score.Total)} <small>of 100</small></p>\n<h2>Posture</h2>\n<table>\n");
        foreach (var line in ReportTables.Posture(status))
        {
            html.Append($"<tr><th>{Encode(line[0])}</th><td>{Encode(line[1])}</td></tr>\n");
        }

        html.Append("</table>\n<h2>What to do</h2>\n<ul>\n");
        foreach (var what in status.Recommendations)
        {
            html.Append($"<li>{Encode(what)}</li>\n");
        }

        html.Append("</ul>\n<h2>Trend</h2>\n");
        ReportCharts.Trend(html, report.Trend);
        html.Append("<h2>Denied most</h2>\n");
        ReportCharts.Offenders(html, status.Metrics.Offenders);
        foreach (var table in ReportTables.Of(report))
        {
            Table(html, table);
        }

        var (nothing, untested) = ReportTables.Gaps(report);
        html.Append($"<p>Nothing covers: <strong>{Encode(nothing)}</strong>.</p>\n<p>Rules without a passing test: {Encode(untested)}.</p>\n");
        if (report.Framework.Note is { } note)
        {
            html.Append($"<p>{Encode(note)}</p>\n");
        }

        return html.Append("</body>\n</html>\n").ToString();
    }

    /// <summary>Text that shows as it is, also in an attribute.</summary>
    internal static string Encode(string text) => HtmlEncoder.Default.Encode(SafeText.Of(text, 400));

    private static void Table(StringBuilder html, ReportTables.Table table)
    {
        html.Append($"<h2>{Encode(table.Title)}</h2>\n");
        if (table.Rows.Count == 0)
        {
            html.Append($"<p>{Encode(table.Empty)}</p>\n");
            return;
        }

        html.Append("<table>\n<tr>");
        foreach (var head in table.Heads)
        {
            html.Append($"<th>{Encode(head)}</th>");
        }

        html.Append("</tr>\n");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            foreach (var cell in row)
            {
                html.Append(cell is "nothing" or "tested" ? $"<td class=\"{cell}\">{cell}</td>" : $"<td>{Encode(cell)}</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</table>\n");
    }
}
