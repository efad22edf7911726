using System.CommandLine;
using System.Text.Json;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Intent;
using PolicyGuard.Intent.Analysis;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard intent check</c>.</summary>
internal static class IntentCheckCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Intent policies, and folders of them.", Arity = ArgumentArity.OneOrMore };
        var detours = new Option<bool>("--detours") { Description = "Show what may not directly follow a tool, and may on a detour." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand(
            "check",
            "Read intent policies as serve would, and tell everything that is wrong or doubtful.",
            "policyguard intent check task.yaml",
            "policyguard intent check task.yaml --detours")
        {
            paths, detours, json,
        };
        command.SetAction(parsed =>
        {
            var (_, result, read) = IntentCommand.Read(parsed.GetValue(paths)!);
            List<Diagnostic> diagnostics = [.. read, .. result.Policies.SelectMany(IntentAnalysis.Of)];
            var failed = diagnostics.Exists(static fault => fault.Severity == Severity.Error);
            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => Write(writer, result.Policies, diagnostics, !failed, parsed.GetValue(detours)));
            }
            else
            {
                IntentCommand.Tell(diagnostics);
                Write(result.Policies, parsed.GetValue(detours));
                if (failed)
                {
                    Console.Error.WriteLine($"✗ {Counted.Of(diagnostics.Count(static fault => fault.Severity == Severity.Error), "error")}; nothing of this would be loaded");
                }
            }

            return failed ? ExitCodes.NotOk : ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(IReadOnlyList<IntentPolicy> policies, bool detours)
    {
        foreach (var policy in policies)
        {
            var said = policy.Document;
            Console.Out.WriteLine($"✓ {SafeText.Of(policy.Name)} ({SafeText.Of(said.Path)}): {said.AllowedTools.Count} allowed, {said.ForbiddenTools.Count} forbidden, {Counted.Of(said.Transitions.Count, "state")}, "
                + $"{said.After.Count} after, {said.NeverAfter.Count} never after; {policy.Hash[..12]}");
            foreach (var (from, to, way) in detours ? IntentAnalysis.Detours(policy) : [])
            {
                Console.Out.WriteLine($"  {SafeText.Of(to)} may not directly follow {SafeText.Of(from)}, and may after {SafeText.Of(string.Join(", ", way))}");
            }
        }
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<IntentPolicy> policies, IReadOnlyList<Diagnostic> diagnostics, bool valid, bool detours)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("valid", valid);
        IntentCommand.Write(writer, diagnostics);
        writer.WriteStartArray("policies");
        foreach (var policy in policies)
        {
            writer.WriteStartObject();
            writer.WriteString("name", policy.Name);
            writer.WriteString("file", policy.Document.Path);
            writer.WriteString("hash", policy.Hash);
            writer.WriteBoolean("looks_back", policy.LooksBack);
            if (detours)
            {
                writer.WriteStartArray("detours");
                foreach (var (from, to, way) in IntentAnalysis.Detours(policy))
                {
                    writer.WriteStartObject();
                    writer.WriteString("from", from);
                    writer.WriteString("to", to);
                    writer.WriteStartArray("way");
                    way.ToList().ForEach(writer.WriteStringValue);
                    writer.WriteEndArray();
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
