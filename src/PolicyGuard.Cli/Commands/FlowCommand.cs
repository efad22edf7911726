using System.CommandLine;
using System.Text.Json;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard flow</c>: where a person opens a conversation and says in it what is wanted.</summary>
internal static class FlowCommand
{
    private const string Example = "flow_7d0k2m9x4c1v8b3n";

    public static Command Create() => new("flow", "Open a flow, say what is wanted in it, close it: calls that carry its token belong together.")
    {
        Open(), List(), Show(), Say(), Vouch(), Close(),
    };

    private static ShownCommand Open()
    {
        var request = new Option<string?>("--request") { Description = "What the user wants, in the user's words.", HelpName = "text" };
        var intent = new Option<string?>("--intent") { Description = "The intent policy for it.", HelpName = "name" };
        var agent = new Option<string?>("--agent") { Description = "The only agent that may join.", HelpName = "id" };
        var json = Json();
        var command = new ShownCommand(
            "open", "Open a flow and print its id and its token; the token is shown this once.", "policyguard flow open --request \"Pay the bill in bill.txt\"", "policyguard flow open --agent desktop --json")
        {
            request, intent, agent, json,
        };
        StoreCommand.SetAction(command, existingOnly: false, async (parsed, desk, ct) =>
        {
            var opened = await desk.Flows.OpenAsync(desk.Actor, parsed.GetValue(request), parsed.GetValue(agent), parsed.GetValue(intent), ct);
            if (opened.Value is not { } flow)
            {
                return StoreCommand.Refused(opened.Refusal!);
            }

            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => Write(writer, desk, flow.Flow, flow.Token));
                return ExitCodes.Ok;
            }

            Console.Out.WriteLine($"flow    {flow.Flow.Id}");
            Console.Out.WriteLine($"token   {flow.Token}");
            Console.Out.WriteLine($"until   {Ledger.Ledger.Time(flow.Flow.ExpiresAt)}");
            Console.Error.WriteLine("Send the token as the header `PolicyGuard-Flow`, as `_meta` member `policyguard/flow`, or start `wrap` and `serve` with POLICYGUARD_FLOW set to it.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static ShownCommand List()
    {
        var all = new Option<bool>("--all") { Description = "Closed and expired ones too." };
        var json = Json();
        var command = new ShownCommand("list", "List the open flows, newest first.", "policyguard flow list") { all, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var listed = await desk.Flows.ListAsync(desk.Actor, !parsed.GetValue(all), 1000, ct);
            if (listed.Value is not { } flows)
            {
                return StoreCommand.Refused(listed.Refusal!);
            }

            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer =>
                {
                    writer.WriteStartArray();
                    foreach (var flow in flows)
                    {
                        Write(writer, desk, flow, null);
                    }

                    writer.WriteEndArray();
                });
                return ExitCodes.Ok;
            }

            foreach (var flow in flows)
            {
                Console.Out.WriteLine(Line(desk, flow));
            }

            if (flows.Count == 0)
            {
                Console.Error.WriteLine(parsed.GetValue(all) ? "no flows" : "no flow is open");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static ShownCommand Show()
    {
        var (id, json) = (Id(), Json());
        var command = new ShownCommand("show", "Show one flow and what was said in it.", $"policyguard flow show {Example}") { id, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
            Print(desk, await desk.Flows.FindAsync(desk.Actor, parsed.GetValue(id)!, ct), parsed.GetValue(json)));
        return command;
    }

    private static ShownCommand Say()
    {
        var (id, json) = (Id(), Json());
        var text = new Argument<string>("text") { Description = "A further turn of the user's." };
        var command = new ShownCommand("say", "Say more in an open flow: what is named counts as asked for.", $"policyguard flow say {Example} \"and send it to anna@example.com\"") { id, text, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
            Print(desk, await desk.Flows.SayAsync(desk.Actor, parsed.GetValue(id)!, parsed.GetValue(text)!, ct), parsed.GetValue(json)));
        return command;
    }

    private static ShownCommand Vouch()
    {
        var (id, json) = (Id(), Json());
        var value = new Argument<string>("value") { Description = "The value, as the refused call had it." };
        var command = new ShownCommand("vouch", "Vouch for a value in an open flow: it may steer calls although it came from outside.", $"policyguard flow vouch {Example} https://example.com/invoice/17") { id, value, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
            Print(desk, await desk.Flows.VouchAsync(desk.Actor, parsed.GetValue(id)!, parsed.GetValue(value)!, ct), parsed.GetValue(json)));
        return command;
    }

    private static ShownCommand Close()
    {
        var (id, json) = (Id(), Json());
        var command = new ShownCommand("close", "Close a flow: nobody joins it any more, and what it remembers is dropped.", $"policyguard flow close {Example}") { id, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
            Print(desk, await desk.Flows.CloseAsync(desk.Actor, parsed.GetValue(id)!, ct), parsed.GetValue(json)));
        return command;
    }

    private static Argument<string> Id() => new("id") { Description = "The flow, as `flow open` printed it." };

    private static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    private static int Print(OperatorDesk desk, Outcome<FlowRecord> answer, bool json)
    {
        if (answer.Value is not { } flow)
        {
            return StoreCommand.Refused(answer.Refusal!);
        }

        if (json)
        {
            JsonOut.Write(writer => Write(writer, desk, flow, null));
            return ExitCodes.Ok;
        }

        Console.Out.WriteLine(Line(desk, flow));
        Console.Out.WriteLine($"  said       {SafeText.Of(desk.Flows.Said(flow, out var fault) ?? $"({fault})", 4000)}");
        Console.Out.WriteLine($"  joined by  {SafeText.Of(flow.Caller ?? "nobody")}");
        Console.Out.WriteLine($"  until      {Ledger.Ledger.Time(flow.ExpiresAt)}");
        return ExitCodes.Ok;
    }

    private static string Line(OperatorDesk desk, FlowRecord flow) =>
        $"{flow.Id}  {State(desk, flow),-7}  {Ledger.Ledger.Time(flow.OpenedAt)}  by {SafeText.Of(flow.OpenedBy)}{(flow.Agent is { } agent ? $"  agent {SafeText.Of(agent)}" : "")}{(flow.Intent is { } intent ? $"  intent {SafeText.Of(intent)}" : "")}";

    private static string State(OperatorDesk desk, FlowRecord flow) => flow.IsOpen(desk.Services.Clock.GetUtcNow()) ? "open" : flow.ClosedAt is null ? "expired" : "closed";

    private static void Write(Utf8JsonWriter json, OperatorDesk desk, FlowRecord flow, string? token)
    {
        json.WriteStartObject();
        json.WriteString("flow_id"u8, flow.Id);
        if (token is not null)
        {
            json.WriteString("token"u8, token);
        }

        json.WriteString("state"u8, State(desk, flow));
        json.WriteString("request"u8, desk.Flows.Said(flow, out _));
        json.WriteString("agent_id"u8, flow.Agent);
        json.WriteString("intent"u8, flow.Intent);
        json.WriteString("joined_by"u8, flow.Caller);
        json.WriteString("opened_by"u8, flow.OpenedBy);
        json.WriteString("opened_at"u8, Ledger.Ledger.Time(flow.OpenedAt));
        json.WriteString("expires_at"u8, Ledger.Ledger.Time(flow.ExpiresAt));
        if (flow.ClosedAt is { } at)
        {
            json.WriteString("closed_at"u8, Ledger.Ledger.Time(at));
            json.WriteString("closed_by"u8, flow.ClosedBy);
        }

        json.WriteEndObject();
    }
}
