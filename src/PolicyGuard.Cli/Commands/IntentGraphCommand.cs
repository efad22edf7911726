using System.CommandLine;
using System.Text;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Intent.Drawing;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard intent graph</c>.</summary>
internal static class IntentGraphCommand
{
    public static Command Create()
    {
        var file = IntentCommand.File();
        var format = new Option<string>("--format") { Description = "mermaid or svg.", HelpName = "format", DefaultValueFactory = static _ => "mermaid" };
        format.AcceptOnlyFromAmong("mermaid", "svg");
        var command = new ShownCommand(
            "graph",
            "Draw what may follow what, what needs what, and what must never come after what.",
            "policyguard intent graph task.yaml",
            "policyguard intent graph task.yaml --format svg > task.svg")
        {
            file, format,
        };
        command.SetAction(parsed =>
        {
            if (IntentCommand.One(parsed.GetValue(file)!) is not { } policy)
            {
                return ExitCodes.Usage;
            }

            var graph = new IntentGraph(policy);
            using var output = Console.OpenStandardOutput();
            output.Write(Encoding.UTF8.GetBytes(parsed.GetValue(format) == "svg" ? SvgGraph.Of(graph) : MermaidGraph.Of(graph)));
            return ExitCodes.Ok;
        });
        return command;
    }
}
