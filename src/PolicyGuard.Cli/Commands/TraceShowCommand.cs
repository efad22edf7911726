using System.CommandLine;
using System.Text.Json;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Ledger.Seals;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard trace show</c>: the envelope of one executed call, and who vouches for it.</summary>
internal static class TraceShowCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("call-id") { Description = "The call, as the audit log names it." };
        var command = new ShownCommand("show", "Show the envelope of an executed call: what went in, what came out, what was in force, and which seal signs for it.", "policyguard trace show call_01k9m0v7x2c5t8b1n3hq") { id };
        LogCommand.SetAction(command, async (parsed, store, ct) =>
        {
            var finder = new SealFinder(store.Ledger, store.Log, store.Scan);
            if (await finder.FindAsync(parsed.GetValue(id)!, ct) is not { } found)
            {
                Starting.Log($"no call `{SafeText.Of(parsed.GetValue(id)!)}` was executed; `policyguard trace list` shows those that were");
                return ExitCodes.NotOk;
            }

            var seal = await finder.SealAsync(found.Index, ct);
            using var envelope = JsonDocument.Parse(found.Json);
            JsonOut.Write(json =>
            {
                json.WriteStartObject();
                json.WritePropertyName("envelope");
                envelope.RootElement.WriteTo(json);
                json.WriteNumber("closed", found.Index);
                json.WritePropertyName("seal");
                if (seal is null)
                {
                    json.WriteNullValue();
                }
                else
                {
                    json.WriteStartObject();
                    json.WriteNumber("entry", seal.Stored.Index);
                    json.WriteString("at", Ledger.Ledger.Time(seal.Stored.At));
                    json.WriteNumber("calls", seal.Seal.Statement.Calls.Count);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            });
            return ExitCodes.Ok;
        });
        return command;
    }
}
