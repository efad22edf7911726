using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Envelopes;
using PolicyGuard.Ledger;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard trace list</c>, alias <c>trace-list</c>: executed calls, the newest first.</summary>
internal static class TraceListCommand
{
    public static Command Create(string name, bool hidden)
    {
        var command = new ShownCommand(name, "List executed calls, the newest first.", "policyguard trace list", "policyguard trace list --since 24h --tool write_file --json") { Hidden = hidden };
        var agent = new Option<string?>("--agent") { Description = "Calls of this agent.", HelpName = "id" };
        var tool = new Option<string?>("--tool") { Description = "Calls of this tool, as it was written.", HelpName = "name" };
        var since = AuditFilters.Time("--since", "Not older than this: 90m, 24h, 7d, or a time such as 2026-11-20T08:00:00Z.");
        var limit = new Option<int>("--limit", "-n") { Description = "At most so many.", HelpName = "number", DefaultValueFactory = static _ => 20 };
        limit.Validators.Add(static result =>
        {
            if (result.Tokens.Count == 1 && !(int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1))
            {
                result.AddError($"--limit takes a number from 1 on, not `{result.Tokens[0].Value}`");
            }
        });
        var json = new Option<bool>("--json") { Description = "Print one JSON object per call: the envelope as it stands in the log." };
        foreach (var option in new Option[] { agent, tool, since, limit, json })
        {
            command.Options.Add(option);
        }

        LogCommand.SetAction(command, async (parsed, store, ct) =>
        {
            var query = new LedgerQuery
            {
                Kind = EntryKind.Closed,
                Agent = parsed.GetValue(agent),
                Target = parsed.GetValue(tool),
                Since = parsed.GetValue(since) is { } text ? AuditFilters.Moment(text, TimeProvider.System.GetUtcNow()) : null,
                Limit = parsed.GetValue(limit),
            };
            var sealedTo = (await store.Log.ExtentAsync(ct)).SealedTo;
            await foreach (var entry in store.Ledger.ReadAsync(query, ct))
            {
                if (SealedCall.Of(entry.Json, out var envelope) is not null)
                {
                    Console.Out.WriteLine(parsed.GetValue(json) ? Encoding.UTF8.GetString(JsonOut.Printable(envelope.Span)) : Line(envelope, entry.Index < sealedTo));
                }
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    // call  started  status  agent  upstream/target  sealed
    private static string Line(ReadOnlyMemory<byte> envelope, bool isSealed)
    {
        using var json = JsonDocument.Parse(envelope);
        var call = json.RootElement;
        var where = Text(call, "upstream") is { Length: > 0 } upstream ? $"{upstream}/{Text(call, "target")}" : Text(call, "target");
        return $"{Text(call, "call_id"),-32}  {Text(call, "started")}  {Text(call, "status"),-10}  {Text(call, "agent"),-14}  {where}{(isSealed ? "" : "  (not signed for yet)")}";
    }

    private static string Text(JsonElement call, string name) =>
        call.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? SafeText.Of(value.GetString()!, 120) : "";
}
