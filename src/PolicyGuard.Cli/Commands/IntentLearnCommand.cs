using System.CommandLine;
using System.Text;
using System.Text.Json;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Intent.Learning;
using PolicyGuard.Ledger;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard intent learn</c>.</summary>
internal static class IntentLearnCommand
{
    public static Command Create()
    {
        var command = new ShownCommand(
            "learn",
            "Propose an intent policy from recorded flows, with the numbers that it rests on. It takes what was recorded for good: choose flows that were.",
            "policyguard intent learn --since 7d --agent build-bot > task.yaml",
            "policyguard intent learn --flow mcp:s_01k9m0v7x2 --json");
        var name = new Option<string>("--name") { Description = "The proposed policy's name.", HelpName = "name", DefaultValueFactory = static _ => "learned" };
        var agent = new Option<string?>("--agent") { Description = "Calls of this agent.", HelpName = "id" };
        var flows = new Option<string[]>("--flow") { Description = "Calls of this flow, as the log spells it. May be repeated.", HelpName = "flow" };
        var upstream = new Option<string?>("--upstream") { Description = "Calls to this upstream.", HelpName = "name" };
        var since = AuditFilters.Time("--since", "Not older than this: 90m, 24h, 7d, or a time such as 2026-11-20T08:00:00Z.");
        since.Aliases.Add("--from");
        var until = AuditFilters.Time("--until", "Older than this; same forms.");
        var json = new Option<bool>("--json") { Description = "Print the numbers as JSON." };
        foreach (var option in new Option[] { name, agent, flows, upstream, since, until, json })
        {
            command.Options.Add(option);
        }

        LogCommand.SetAction(command, async (parsed, store, ct) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var query = new LedgerQuery
            {
                Kind = EntryKind.Opened,
                Agent = parsed.GetValue(agent),
                Since = parsed.GetValue(since) is { } from ? AuditFilters.Moment(from, now) : null,
                Until = parsed.GetValue(until) is { } to ? AuditFilters.Moment(to, now) : null,
                NewestFirst = false,
                Limit = int.MaxValue,
            };
            var learner = new IntentLearner();
            var only = (parsed.GetValue(flows) ?? []).ToHashSet(StringComparer.Ordinal);
            await foreach (var entry in store.Ledger.ReadAsync(query, ct))
            {
                if (Step.Of(entry.Json) is { } step && (only.Count == 0 || only.Contains(step.Flow)) && (parsed.GetValue(upstream) is not { } wanted || wanted == step.Upstream))
                {
                    learner.Add(step.Flow, step.Upstream, step.Tool);
                }
            }

            if (learner.Calls == 0)
            {
                Starting.Log("there is nothing to learn from: the log has no tool call that ran and is asked for");
                return ExitCodes.NotOk;
            }

            var proposal = learner.Propose(parsed.GetValue(name)!);
            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => Write(writer, proposal));
            }
            else
            {
                using var output = Console.OpenStandardOutput();
                output.Write(Encoding.UTF8.GetBytes(proposal.ToYaml()));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(Utf8JsonWriter writer, IntentProposal proposal)
    {
        writer.WriteStartObject();
        writer.WriteString("name", proposal.Name);
        writer.WriteNumber("flows", proposal.Flows);
        writer.WriteNumber("calls", proposal.Calls);
        writer.WriteNumber("left_aside", proposal.LeftAside);
        writer.WriteNumber("predicted", proposal.Predicted);
        writer.WriteStartArray("tools");
        foreach (var (tool, calls, flows) in proposal.Tools)
        {
            writer.WriteStartObject();
            writer.WriteString("tool", proposal.Pattern(tool));
            writer.WriteNumber("calls", calls);
            writer.WriteNumber("flows", flows);
            Next(writer, proposal, tool);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        Next(writer, proposal, null);
        writer.WriteString("policy", proposal.ToYaml());
        writer.WriteEndObject();
    }

    private static void Next(Utf8JsonWriter writer, IntentProposal proposal, LearnedTool? from)
    {
        writer.WriteStartObject(from is null ? "first" : "next");
        foreach (var (tool, flows) in proposal.After(from))
        {
            writer.WriteNumber(proposal.Pattern(tool), flows);
        }

        writer.WriteEndObject();
    }

    /// <summary>A recorded tool call that ran.</summary>
    private sealed record Step(string Flow, string? Upstream, string Tool)
    {
        // What goes on with a call, or ran one again, was no step of its flow.
        public static Step? Of(ReadOnlyMemory<byte> entry)
        {
            using var json = JsonDocument.Parse(entry, new JsonDocumentOptions { MaxDepth = 256 });
            var call = json.RootElement;
            return Text(call, "call_kind") == "tool" && Text(call, "continues") is null && Text(call, "replay_of") is null && Text(call, "flow") is { } flow && Text(call, "target") is { } tool
                ? new Step(flow, Text(call, "upstream"), tool)
                : null;
        }

        private static string? Text(JsonElement call, string name) =>
            call.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
