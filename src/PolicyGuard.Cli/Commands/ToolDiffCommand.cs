using System.CommandLine;
using System.Text.Json;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Taint.ToolScan;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard tools diff</c>: what a tool was, and what it wants to be.</summary>
internal static class ToolDiffCommand
{
    public static Command Create()
    {
        var (upstream, tool) = (ToolReading.Upstream(), ToolReading.Tool());
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand(
            "diff", "Show what changed of a tool since it was pinned, field by field, with invisible characters spelled out. Ends with 1 where something did.", "policyguard tools diff files read_file") { upstream, tool, json };
        ToolReading.SetAction(command, (parsed, all) =>
        {
            if (ToolReading.Find(all, parsed.GetValue(upstream)!, parsed.GetValue(tool)!) is not { } known)
            {
                return ExitCodes.Usage;
            }

            var changes = known.Pin.ChangedDefinition is { } now ? DefinitionDiff.Compare(known.Pin.Definition, now) : [];
            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => Write(writer, changes));
            }
            else
            {
                foreach (var change in changes)
                {
                    Console.Out.WriteLine(SafeText.Of(change.Pointer));
                    Line("- ", change.Before);
                    Line("+ ", change.After);
                }
            }

            return changes.Count == 0 ? ExitCodes.Ok : ExitCodes.NotOk;
        });
        return command;
    }

    private static void Line(string mark, string? json)
    {
        if (json is not null)
        {
            Console.Out.WriteLine($"  {mark}{SafeText.Of(VisibleText.Of(json))}");
        }
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<DefinitionChange> changes)
    {
        writer.WriteStartArray();
        foreach (var change in changes)
        {
            writer.WriteStartObject();
            writer.WriteString("pointer", change.Pointer);
            ToolReading.WriteDefinition(writer, "before", change.Before);
            ToolReading.WriteDefinition(writer, "after", change.After);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
