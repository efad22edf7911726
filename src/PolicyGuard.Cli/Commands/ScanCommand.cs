using System.CommandLine;
using PolicyGuard.Cli.Scanning;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Scan;
using PolicyGuard.Scan.Output;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard scan</c>. Ends with 1 for a critical finding and for a path that is not there, as MCPGuard's does.</summary>
internal static class ScanCommand
{
    private const string Text = "text";
    private const string Json = "json";
    private const string SarifLog = "sarif";

    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Files and folders.", Arity = ArgumentArity.OneOrMore };
        var format = new Option<string>("--format") { Description = "text, json, or sarif (2.1.0).", HelpName = "format", DefaultValueFactory = static _ => Text };
        format.AcceptOnlyFromAmong(Text, Json, SarifLog);
        var json = new Option<bool>("--json") { Description = "Print JSON; the same as --format json." };
        var sarif = new Option<bool>("--sarif") { Description = "Print a SARIF log; the same as --format sarif." };
        var failOn = new Option<string>("--fail-on") { Description = "End with 1 from this severity on.", HelpName = "severity", DefaultValueFactory = static _ => "critical" };
        failOn.AcceptOnlyFromAmong([.. ScanSeverities.Names]);
        var command = new ShownCommand(
            "scan",
            "Look for dangerous calls and flows of input in the Python code of tools, and for secrets in any file. Runs nothing of what it reads.",
            "policyguard scan server.py",
            "policyguard scan src/ --fail-on high",
            "policyguard scan . --sarif > policyguard.sarif")
        {
            paths, format, json, sarif, failOn,
        };
        command.SetAction((parsed, ct) => Task.FromResult(Run(
            parsed.GetValue(paths)!,
            parsed.GetValue(json) ? Json : parsed.GetValue(sarif) ? SarifLog : parsed.GetValue(format)!,
            ScanSeverities.Parse(parsed.GetValue(failOn)!),
            ct)));
        return command;
    }

    private static int Run(string[] paths, string format, ScanSeverity failOn, CancellationToken ct)
    {
        var missing = paths.Where(static path => !Path.Exists(path)).ToList();
        missing.ForEach(static path => Starting.Log($"{SafeText.Of(path)}: no such file or folder"));
        var report = new FileScan().Run([.. paths.Except(missing)], ct);
        switch (format)
        {
            case Json:
                JsonOut.Write(writer => ScanJson.Write(writer, report));
                break;
            case SarifLog:
                JsonOut.Write(writer => Sarif.Write(writer, report, Machine.Version));
                break;
            default:
                Write(report);
                break;
        }

        Console.Error.WriteLine($"policyguard: {Counted.Of(report.Findings.Count, "finding")} in {Counted.Of(report.Files, "file")}{Counts(report)}{Skipped(report)}");
        return missing.Count > 0 || report.Worst >= failOn ? ExitCodes.NotOk : ExitCodes.Ok;
    }

    private static void Write(ScanReport report)
    {
        foreach (var finding in report.Findings)
        {
            Console.Out.WriteLine($"{SafeText.Of(finding.File)}:{finding.Line}:{finding.Column}: {finding.Severity.Name()} {finding.Rule.Id} {SafeText.Of(finding.Message, 300)}");

            // The last station is the finding itself.
            foreach (var step in finding.Flow.SkipLast(1))
            {
                Console.Out.WriteLine($"    {SafeText.Of(step.File)}:{step.Line}: {SafeText.Of(step.Message, 200)}");
            }
        }
    }

    private static string Counts(ScanReport report)
    {
        var counts = Enum.GetValues<ScanSeverity>().Reverse().Where(severity => report.Count(severity) > 0).Select(severity => $"{report.Count(severity)} {severity.Name()}").ToList();
        return counts.Count == 0 ? "" : $": {string.Join(", ", counts)}";
    }

    private static string Skipped(ScanReport report) => report.Skipped.Count == 0 ? "" : $"; {report.Skipped.Count} not scanned (--json names them)";
}
