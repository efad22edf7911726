using System.CommandLine;
using System.Text;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Reports;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Compliance;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard compliance</c>: the state of governance, at a glance and as a report.</summary>
internal static class ComplianceCommand
{
    public static Command Create() => new("compliance", "See how things stand, and report on it.") { Status(), Report() };

    private static ShownCommand Status()
    {
        var since = Since("24h");
        var json = new Option<bool>("--json") { Description = "Print JSON in the form of get_compliance_status." };
        var command = new ShownCommand("status", "Show score, actions, incidents, agents and policies at a glance.", "policyguard compliance status --since 7d") { since, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var outcome = await (await DeskAsync(desk, ct)).StatusAsync(desk.Actor, new ComplianceRequest { TimeRange = parsed.GetValue(since)! }, ct);
            if (outcome.Value is not { } status)
            {
                return ActResult.Refused(outcome);
            }

            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer =>
                {
                    writer.WriteStartObject();
                    ComplianceJson.WriteMembers(writer, status);
                    writer.WriteEndObject();
                });
                return ExitCodes.Ok;
            }

            foreach (var line in ReportTables.Posture(status))
            {
                Console.Out.WriteLine($"{line[0],-10} {SafeText.Of(line[1])}");
            }

            foreach (var what in status.Recommendations)
            {
                Console.Out.WriteLine($"* {SafeText.Of(what)}");
            }

            return ExitCodes.Ok;
        }, policies: true);
        return command;
    }

    private static ShownCommand Report()
    {
        var since = Since("7d");
        var format = new Option<string>("--format") { Description = "html, md or json.", HelpName = "form", DefaultValueFactory = static _ => "md" };
        format.AcceptOnlyFromAmong("html", "md", "json");
        var framework = new Option<string>("--framework")
        {
            Description = $"The list to which coverage refers: {string.Join(", ", Framework.All.Select(static one => one.Name))}.", HelpName = "list", DefaultValueFactory = static _ => Framework.All[0].Name,
        };
        framework.AcceptOnlyFromAmong([.. Framework.All.Select(static one => one.Name)]);
        var command = new ShownCommand(
            "report",
            "Write a report: posture, trends, top offenders, incidents, and what covers each item of a list of risks.",
            "policyguard compliance report --format html --since 30d > report.html",
            "policyguard compliance report --framework mcp10")
        {
            format, since, framework,
        };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var outcome = await (await DeskAsync(desk, ct)).ReportAsync(desk.Actor, parsed.GetValue(since)!, parsed.GetValue(framework)!, ct);
            if (outcome.Value is not { } report)
            {
                return ActResult.Refused(outcome);
            }

            switch (parsed.GetValue(format))
            {
                case "json":
                    JsonOut.Write(writer => ReportJson.Write(writer, report));
                    break;
                case "html":
                    Write(ReportHtml.Of(report));
                    break;
                default:
                    Write(ReportMarkdown.Of(report));
                    break;
            }

            return ExitCodes.Ok;
        }, policies: true);
        return command;
    }

    // As UTF-8, whatever the console's own encoding is.
    private static void Write(string text)
    {
        using var output = Console.OpenStandardOutput();
        output.Write(Encoding.UTF8.GetBytes(text));
    }

    private static Option<string> Since(string usual) => new("--since") { Description = "How far back: 30m, 24h, 7d.", HelpName = "time", DefaultValueFactory = _ => usual };

    private static Task<ComplianceDesk> DeskAsync(OperatorDesk desk, CancellationToken ct)
    {
        var policies = Policies.Load(desk.Policy.Paths, desk.Policy.DefaultAction);
        foreach (var fault in policies.Diagnostics.Where(static fault => fault.Severity == PolicyGuard.Text.Severity.Error))
        {
            Console.Error.WriteLine(SafeText.Of(fault.ToString()));
        }

        return desk.ComplianceAsync(policies.Result.Documents, ct);
    }
}
