using System.CommandLine;
using PolicyGuard.Cli.Terminal;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard policy history</c>.</summary>
internal static class PolicyHistoryCommand
{
    public static Command Create()
    {
        var id = PolicyCommand.Id();
        var json = new Option<bool>("--json") { Description = "Print JSON, with each version's document." };
        var command = new ShownCommand("history", "List the versions of a policy made at run time, newest first: who made each, and when.", "policyguard policy history prod-safety") { id, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var outcome = await (await desk.PoliciesAsync([], ct)).HistoryAsync(desk.Actor, parsed.GetValue(id)!, ct);
            if (outcome.Refusal is { } refusal)
            {
                return StoreCommand.Refused(refusal);
            }

            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer =>
                {
                    writer.WriteStartArray();
                    foreach (var version in outcome.Value!)
                    {
                        PolicyJson.Write(writer, version);
                    }

                    writer.WriteEndArray();
                });
                return ExitCodes.Ok;
            }

            foreach (var version in outcome.Value!)
            {
                Console.Out.WriteLine(PolicyJson.Line(version));
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
