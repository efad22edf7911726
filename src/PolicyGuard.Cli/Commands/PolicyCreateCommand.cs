using System.CommandLine;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard policy create</c>: what an agent does with <c>create_policy</c>, from a file and with a person's rights.</summary>
internal static class PolicyCreateCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "Governance JSON: one policy, or a list of them." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand(
            "create",
            "Make policies at run time from a file, or give those that exist these contents. In force in every process on the data folder at its next call.",
            "policyguard policy create prod-safety.json")
        {
            file, json,
        };
        StoreCommand.SetAction(command, existingOnly: false, async (parsed, desk, ct) =>
        {
            var read = PolicyRequests.Read(parsed.GetValue(file)!);
            foreach (var fault in read.Diagnostics)
            {
                Console.Error.WriteLine(SafeText.Of(fault.ToString()));
            }

            if (read.Diagnostics.Any(static fault => fault.Severity == Severity.Error) || PolicyActCommand.Files(desk) is not { } files)
            {
                return ExitCodes.Usage;
            }

            var policies = await desk.PoliciesAsync(files, ct);
            var exit = ExitCodes.Ok;
            foreach (var request in read.Requests)
            {
                // One after the other, each for itself: what is told as done is done.
                exit = Math.Max(exit, PolicyActCommand.Print(await policies.PutAsync(desk.Actor, request, ct), parsed.GetValue(json)));
            }

            return exit;
        });
        return command;
    }
}
