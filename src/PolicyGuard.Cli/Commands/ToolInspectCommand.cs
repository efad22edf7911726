using System.CommandLine;
using System.Text.Json;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Taint.Flow.Sinks;
using PolicyGuard.Taint.ToolScan;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard tools inspect</c>: one tool, as an agent sees it and as we do.</summary>
internal static class ToolInspectCommand
{
    public static Command Create()
    {
        var (upstream, tool) = (ToolReading.Upstream(), ToolReading.Tool());
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand(
            "inspect", "Show one tool's definition, what the gate takes it and its arguments for, and what is wrong with it. Ends with 1 where its definition is suspect.", "policyguard tools inspect files read_file") { upstream, tool, json };
        ToolReading.SetAction(command, (parsed, all, taint) =>
        {
            if (ToolReading.Find(all, parsed.GetValue(upstream)!, parsed.GetValue(tool)!) is not { } known)
            {
                return ExitCodes.Usage;
            }

            var inference = ToolInference.Of(known.Pin.Upstream, known.Pin.Tool, known.Definition, taint);
            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => Write(writer, known, inference));
            }
            else
            {
                Write(known, inference);
            }

            return known.Report.IsPoisoned || known.Collisions.Any(static c => c.Weight >= ToolReport.Poisoned) ? ExitCodes.NotOk : ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(KnownTool known, ToolInference inference)
    {
        var pin = known.Pin;
        Console.Out.WriteLine($"{SafeText.Of(pin.Upstream)}  {SafeText.Of(pin.Tool)}  {known.State} since {Ledger.Ledger.Time(pin.PinnedAt)}  {pin.ChangedHash ?? pin.Hash}");
        Console.Out.WriteLine();

        // Field by field, so that a long schema does not hide what stands beside it.
        foreach (var field in DefinitionDiff.Compare("", known.Definition))
        {
            Console.Out.WriteLine($"  {SafeText.Of(field.Pointer)}  {SafeText.Of(VisibleText.Of(field.After ?? ""))}");
        }

        Console.Out.WriteLine();
        InferenceText.Write(Console.Out, inference);
        Console.Out.WriteLine();
        Console.Out.WriteLine(known.Findings.Count == 0 ? "nothing was found in it" : $"weight {known.Report.Weight:0.00} of 1; from {ToolReport.Poisoned:0.00} on it is suspect");
        foreach (var finding in known.Findings)
        {
            Console.Out.WriteLine($"  {finding.Weight:0.00}  {ToolReading.Word(finding.Kind),-11}  {SafeText.Of(finding.Pointer)}  {finding.Reason}");
            Console.Out.WriteLine($"        {SafeText.Of(finding.Excerpt)}");
        }
    }

    private static void Write(Utf8JsonWriter writer, KnownTool known, ToolInference inference)
    {
        writer.WriteStartObject();
        writer.WriteString("upstream", known.Pin.Upstream);
        writer.WriteString("tool", known.Pin.Tool);
        writer.WriteString("state", known.State);
        writer.WriteString("pinned_at", Ledger.Ledger.Time(known.Pin.PinnedAt));
        writer.WriteString("hash", known.Pin.ChangedHash ?? known.Pin.Hash);
        InferenceText.Write(writer, inference);
        ToolReading.WriteFindings(writer, known);
        ToolReading.WriteDefinition(writer, "definition", known.Definition);
        writer.WriteEndObject();
    }
}
