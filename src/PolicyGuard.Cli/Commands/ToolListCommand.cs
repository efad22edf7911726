using System.CommandLine;
using System.Text.Json;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Taint.ToolScan;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard tools list</c>.</summary>
internal static class ToolListCommand
{
    public static Command Create()
    {
        var changed = new Option<bool>("--changed") { Description = "Only tools that wait for somebody to accept them, with both definitions." };
        var suspect = new Option<bool>("--suspect") { Description = "Only tools whose definition is suspect, whether or not it was accepted." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand("list", "List the tools that were seen, which of them wait to be accepted, and what is wrong with them.", "policyguard tools list --changed") { changed, suspect, json };
        ToolReading.SetAction(command, (parsed, all) =>
        {
            IReadOnlyList<KnownTool> tools = [.. all.Where(tool =>
                (!parsed.GetValue(changed) || tool.Pin.Quarantined) && (!parsed.GetValue(suspect) || tool.Findings.Any(static f => f.Weight >= ToolReport.Poisoned) || tool.Report.IsPoisoned))];
            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => Write(writer, tools));
            }
            else
            {
                Write(tools, parsed.GetValue(changed));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(IReadOnlyList<KnownTool> tools, bool definitions)
    {
        foreach (var tool in tools)
        {
            var pin = tool.Pin;
            var findings = tool.Findings.Count == 0 ? "" : $"  {tool.Findings.Count} {(tool.Findings.Count == 1 ? "finding" : "findings")}, weight {tool.Report.Weight:0.00}";
            Console.Out.WriteLine($"{tool.State,-7}  {SafeText.Of(pin.Upstream)}  {SafeText.Of(pin.Tool)}  since {Ledger.Ledger.Time(pin.PinnedAt)}{findings}");
            if (definitions)
            {
                Console.Out.WriteLine($"  - {SafeText.Of(VisibleText.Of(pin.Definition))}");
                Console.Out.WriteLine($"  + {SafeText.Of(VisibleText.Of(pin.ChangedDefinition ?? ""))}");
            }
        }
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<KnownTool> tools)
    {
        writer.WriteStartArray();
        foreach (var tool in tools)
        {
            writer.WriteStartObject();
            writer.WriteString("upstream", tool.Pin.Upstream);
            writer.WriteString("tool", tool.Pin.Tool);
            writer.WriteString("state", tool.State);
            writer.WriteBoolean("changed", tool.Pin.Quarantined);
            writer.WriteString("pinned_at", Ledger.Ledger.Time(tool.Pin.PinnedAt));
            ToolReading.WriteFindings(writer, tool);
            ToolReading.WriteDefinition(writer, "definition", tool.Pin.Definition);
            ToolReading.WriteDefinition(writer, "changed_definition", tool.Pin.ChangedDefinition);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
