using System.CommandLine;
using System.Text.Json;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Flows;
using PolicyGuard.Intent;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard intent explain</c>.</summary>
internal static class IntentExplainCommand
{
    public static Command Create()
    {
        var file = IntentCommand.File();
        var tools = new Argument<string[]>("tool") { Description = "The tools of a flow in their order; `upstream/tool` where it matters.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand(
            "explain",
            "Say step by step what would happen to the calls of a flow. What is refused moves nothing. Ends with 1 where something is refused.",
            "policyguard intent explain task.yaml get_secret add fetch")
        {
            file, tools, json,
        };
        command.SetAction(parsed =>
        {
            if (IntentCommand.One(parsed.GetValue(file)!) is not { } policy)
            {
                return ExitCodes.Usage;
            }

            var steps = Steps(policy, parsed.GetValue(tools)!);
            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => Write(writer, policy, steps));
            }
            else
            {
                for (var i = 0; i < steps.Count; i++)
                {
                    Console.Out.WriteLine($"{i + 1,3}. {SafeText.Of(steps[i].Tool)}: {steps[i].Verdict.Stand.Name()} — {SafeText.Of(steps[i].Verdict.Message)}");
                }
            }

            return steps.Exists(static step => step.Verdict.Stand == IntentStand.Refused) ? ExitCodes.NotOk : ExitCodes.Ok;
        });
        return command;
    }

    private static List<(string Tool, IntentVerdict Verdict)> Steps(IntentPolicy policy, IReadOnlyList<string> tools)
    {
        var path = IntentPath.Empty;
        var steps = new List<(string, IntentVerdict)>();
        foreach (var written in tools)
        {
            var slash = written.IndexOf('/', StringComparison.Ordinal);
            var (upstream, tool) = slash > 0 ? (written[..slash], written[(slash + 1)..]) : (null, written);
            if (!CanonicalName.TryCreate(tool, out var name, out var fault))
            {
                steps.Add((written, new IntentVerdict(IntentStand.Refused, $"no policy is asked: {fault}") { Reason = Calls.Reasons.NameInvalid }));
                continue;
            }

            var verdict = policy.Judge(name!, upstream, path);
            if (verdict.Stand != IntentStand.Refused)
            {
                if (path.After(upstream, name!) is { } next)
                {
                    path = next;
                }
                else
                {
                    verdict = new IntentVerdict(IntentStand.Refused, "the flow called as many different tools as can be remembered") { Policy = policy.Name, Reason = Calls.Reasons.IntentPathFull };
                }
            }

            steps.Add((written, verdict));
        }

        return steps;
    }

    private static void Write(Utf8JsonWriter writer, IntentPolicy policy, IReadOnlyList<(string Tool, IntentVerdict Verdict)> steps)
    {
        writer.WriteStartObject();
        writer.WriteString("policy", policy.Name);
        writer.WriteStartArray("steps");
        foreach (var (tool, verdict) in steps)
        {
            writer.WriteStartObject();
            writer.WriteString("tool", tool);
            writer.WriteString("verdict", verdict.Stand.Name());
            writer.WriteString("reason", verdict.Reason);
            writer.WriteString("message", verdict.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
