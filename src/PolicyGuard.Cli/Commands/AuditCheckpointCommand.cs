using System.CommandLine;
using System.Text;
using PolicyGuard.Cli.Terminal;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard audit checkpoint</c>: signs for all entries now, and prints the signed note.</summary>
internal static class AuditCheckpointCommand
{
    public static Command Create()
    {
        var command = new ShownCommand(
            "checkpoint",
            "Sign for all entries now, and print the signed checkpoint. Keep it elsewhere: `audit verify --against` proves by it that nothing was rewritten since.",
            "policyguard audit checkpoint > checkpoint-$(date +%F).txt");
        StoreCommand.SetAction(command, existingOnly: true, async (_, desk, ct) =>
        {
            var outcome = await desk.Log.PublishAsync(desk.Actor, ct);
            if (outcome.Value is not { } newest)
            {
                return ActResult.Refused(outcome);
            }

            Console.Out.Write(Encoding.UTF8.GetString(newest.Note.Span));
            return ExitCodes.Ok;
        });
        return command;
    }
}
