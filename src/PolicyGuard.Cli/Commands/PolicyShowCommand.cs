using System.CommandLine;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gate;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard policy show</c>.</summary>
internal static class PolicyShowCommand
{
    public static Command Create()
    {
        var id = PolicyCommand.Id();
        var version = new Option<long?>("--version") { Description = "An earlier version, by its number.", HelpName = "number" };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand("show", "Show a policy made at run time, as its file would be.", "policyguard policy show prod-safety", "policyguard policy show prod-safety --version 1") { id, version, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var outcome = await (await desk.PoliciesAsync([], ct)).HistoryAsync(desk.Actor, parsed.GetValue(id)!, ct);
            if (outcome.Refusal is { } refusal)
            {
                return StoreCommand.Refused(refusal);
            }

            var wanted = parsed.GetValue(version);
            if (outcome.Value!.FirstOrDefault(v => wanted is null || v.Version == wanted) is not { } found)
            {
                return StoreCommand.Refused(new Refusal(Reasons.ActUnknown, $"policy `{outcome.Value![0].Id}` has no version {wanted}; its newest is {outcome.Value![0].Version}"));
            }

            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => PolicyJson.Write(writer, found));
            }
            else
            {
                Console.Out.WriteLine(PolicyJson.Line(found));
                Console.Out.WriteLine(SafeText.Of(found.Json));
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
