using System.Globalization;
using System.Text;
using PolicyGuard.Governance.Compliance;

namespace PolicyGuard.Cli.Reports;

/// <summary>Charts as inline SVG: shapes and encoded text, nothing that loads or runs.</summary>
internal static class ReportCharts
{
    private const int Width = 960;
    private const int Height = 200;
    private const int Bar = 22;
    private const int Label = 240;

    /// <summary>Bars over time: what was denied stands on what was allowed.</summary>
    public static void Trend(StringBuilder html, IReadOnlyList<TrendPart> trend)
    {
        var most = Math.Max(1, trend.Max(static part => part.Allowed + part.Denied));
        var step = (double)Width / trend.Count;
        html.Append($"<svg viewBox=\"0 0 {Width} {Height + 24}\" role=\"img\" aria-label=\"Allowed and denied actions over time\">\n");
        html.Append($"<line class=\"rule\" x1=\"0\" y1=\"{Height}\" x2=\"{Width}\" y2=\"{Height}\"/>\n");
        for (var i = 0; i < trend.Count; i++)
        {
            var (x, part) = (i * step, trend[i]);
            var (allowed, denied) = ((double)part.Allowed / most * (Height - 16), (double)part.Denied / most * (Height - 16));
            html.Append($"<g><title>{ReportTables.Time(part.From)}: {part.Allowed} allowed, {part.Denied} denied</title>");
            Rectangle(html, "allowed", x + 2, Height - allowed, step - 4, allowed);
            Rectangle(html, "denied", x + 2, Height - allowed - denied, step - 4, denied);
            html.Append("</g>\n");
        }

        html.Append($"<text class=\"axis\" x=\"0\" y=\"{Height + 18}\">{ReportTables.Time(trend[0].From)}</text>\n");
        html.Append($"<text class=\"axis\" x=\"{Width}\" y=\"{Height + 18}\" text-anchor=\"end\">{ReportTables.Time(trend[^1].From)}</text>\n");
        html.Append($"<text class=\"axis\" x=\"0\" y=\"11\">{most}</text>\n</svg>\n");
    }

    /// <summary>Bars of those who were denied most.</summary>
    public static void Offenders(StringBuilder html, IReadOnlyList<(string Agent, long Violations)> offenders)
    {
        if (offenders.Count == 0)
        {
            html.Append("<p>Nobody was denied anything.</p>\n");
            return;
        }

        html.Append($"<svg viewBox=\"0 0 {Width} {offenders.Count * Bar}\" role=\"img\" aria-label=\"Agents by denied actions\">\n");
        for (var i = 0; i < offenders.Count; i++)
        {
            var (agent, violations) = offenders[i];
            var name = agent.Length > 36 ? $"{agent[..35]}…" : agent;
            html.Append($"<text class=\"axis\" x=\"0\" y=\"{(i * Bar) + 15}\">{ReportHtml.Encode(name)}</text>");
            Rectangle(html, "denied", Label, (i * Bar) + 4, (double)violations / offenders[0].Violations * (Width - Label - 80), Bar - 8);
            html.Append($"<text class=\"axis\" x=\"{Width}\" y=\"{(i * Bar) + 15}\" text-anchor=\"end\">{violations}</text>\n");
        }

        html.Append("</svg>\n");
    }

    private static void Rectangle(StringBuilder html, string kind, double x, double y, double width, double height) => html.Append(
        CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\"/>");
}
