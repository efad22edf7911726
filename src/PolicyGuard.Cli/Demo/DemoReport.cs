using PolicyGuard.Calls;
using PolicyGuard.Cli.Terminal;
using Spectre.Console;

namespace PolicyGuard.Cli.Demo;

/// <summary>Shows how the demo went.</summary>
internal static class DemoReport
{
    private const int Width = 100;

    /// <summary>The tables, what stopped what and why, what was checked, and where the log lies.</summary>
    public static void Write(IAnsiConsole console, DemoRun run, string dataFolder)
    {
        console.Profile.Width = Math.Min(console.Profile.Width, Width);
        console.MarkupLine($"[bold]The user asks:[/] {Markup.Escape(DemoScript.Request)}");
        var number = 0;
        foreach (var scenes in run.Outcomes.GroupBy(static outcome => outcome.Scene.Title))
        {
            console.WriteLine();
            console.MarkupLine($"[bold]{Markup.Escape(scenes.Key)}[/]");
            var table = new Table().Border(TableBorder.Rounded)
                .AddColumn(new TableColumn("").Width(2)).AddColumn(new TableColumn("The agent …").Width(35)).AddColumn(new TableColumn("Tool").Width(21))
                .AddColumn(new TableColumn("Outcome").Width(7)).AddColumn(new TableColumn("By").Width(19));
            foreach (var outcome in scenes.Where(static outcome => !outcome.Step.Prepares || !outcome.AsExpected))
            {
                table.AddRow($"{++number}", (outcome.AsExpected ? "" : "[yellow]not as expected:[/] ") + Markup.Escape(outcome.Step.Says), Markup.Escape(outcome.Step.Tool), Shown(outcome), Markup.Escape(SafeText.Of(outcome.StoppedBy ?? "")));
            }

            console.Write(table);
        }

        console.WriteLine();
        console.MarkupLine("[bold]Why[/], in the gate's words. `asked`: a person decides; here nobody is there, and it did not run.");
        foreach (var outcome in run.Outcomes.Where(static outcome => outcome.StoppedBy is not null).DistinctBy(static outcome => (outcome.StoppedBy, outcome.StoppedBy == Reasons.ApprovalRequired ? outcome.Step.Tool : null)))
        {
            console.MarkupLine($"  [yellow]{Markup.Escape(outcome.StoppedBy!)}[/]: {Markup.Escape(SafeText.Of(Short(outcome.Why)))}");
        }

        console.WriteLine();
        foreach (var check in run.Checks)
        {
            console.MarkupLine($"{(check.Holds ? "[green]✓[/]" : "[red]✗[/]")} {Markup.Escape(check.Says)}");
        }

        var attacks = run.Outcomes.Where(static outcome => outcome.Step.StoppedBy is not null).ToList();
        var honest = run.Outcomes.Where(static outcome => outcome.Step.StoppedBy is null).ToList();
        console.MarkupLine($"{attacks.Count(static o => !o.Answer.Ran)} of {attacks.Count} attacks did not run, {honest.Count(static o => o.Answer.Ran)} of {honest.Count} other calls did.");
        console.WriteLine();
        console.WriteLine("Every decision was on disk before its call ran. The log:");
        // Not by the console, which would break a path that somebody wants to copy.
        Console.Out.WriteLine($"  {Machine.Program} audit query --data-dir {dataFolder}");
    }

    // Without the name, which stands in the table, and without what an agent has to do next.
    private static string Short(string why)
    {
        var start = why.IndexOf(" — ", StringComparison.Ordinal);
        var end = why.IndexOf("; a human has to approve it first", StringComparison.Ordinal);
        return why[(start < 0 ? 0 : start + 3)..(end < 0 ? why.Length : end)];
    }

    private static string Shown(Outcome outcome)
    {
        var colour = outcome.Word switch { "stopped" => "red", "allowed" => "green", _ => "yellow" };
        return $"[{colour}]{outcome.Word}[/]";
    }
}
