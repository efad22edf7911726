using PolicyGuard.Cli.Terminal;
using Spectre.Console;

namespace PolicyGuard.Cli.Demo;

/// <summary>Shows how the demo went.</summary>
internal static class DemoReport
{
    /// <summary>The table, what was checked, and where the log lies.</summary>
    public static void Write(IAnsiConsole console, DemoRun run, string dataFolder)
    {
        console.MarkupLine($"The agent is shown {run.Tools.Count} tools: {Markup.Escape(string.Join(", ", run.Tools))}");
        var table = new Table().Border(TableBorder.Rounded).AddColumns("", "The agent …", "Tool", "Outcome", "Why");
        foreach (var (outcome, number) in run.Outcomes.Select(static (outcome, i) => (outcome, i + 1)))
        {
            var answer = outcome.Answer;
            table.AddRow(
                $"{number}",
                Markup.Escape(outcome.Step.Says),
                Markup.Escape(outcome.Step.Tool),
                Shown(answer) + (outcome.AsExpected ? "" : " [yellow](not as expected)[/]"),
                Markup.Escape(Why(answer)));
        }

        console.Write(table);
        foreach (var check in run.Checks)
        {
            console.MarkupLine($"{(check.Holds ? "[green]✓[/]" : "[red]✗[/]")} {Markup.Escape(check.Says)}");
        }

        console.WriteLine();
        console.WriteLine($"Every decision was on disk before its call ran. The log lies in {dataFolder}");
        console.WriteLine($"  {Machine.Program} audit query --data-dir {dataFolder}");
    }

    private static string Shown(McpCaller.Answer answer) => answer switch
    {
        { Ran: false } => "[red]stopped[/]",
        { Failed: true } => "[yellow]failed[/]",
        _ => "[green]allowed[/]",
    };

    private static string Why(McpCaller.Answer answer) => answer switch
    {
        { Ran: true } => "",
        { Rule: { } rule } => $"rule {rule} ({answer.Reason})",
        _ => SafeText.Of(answer.Reason!),
    };
}
