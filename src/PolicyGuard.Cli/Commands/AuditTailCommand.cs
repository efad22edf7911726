using System.CommandLine;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Stdio;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard audit tail</c>.</summary>
internal static class AuditTailCommand
{
    public static Command Create()
    {
        var command = new ShownCommand(
            "tail",
            "Show the newest entries of the audit log, the oldest of them first, then wait for more until Ctrl-C.",
            "policyguard audit tail",
            "policyguard audit tail -n 0 --effect deny --json");
        var filters = new AuditFilters(command, new AuditFilters.Counting(Default: 10, Least: 0, "So many before the waiting begins; 0 for none."));
        var json = new Option<bool>("--json") { Description = "Print one JSON object per entry: index, leaf_hash, entry." };
        command.Options.Add(json);
        LogCommand.SetAction(command, async (parsed, store, ct) =>
        {
            using var output = new AuditLines(StandardOutput.Open(), parsed.GetValue(json), store.Ledger);
            await LogFollowing.RunAsync(store.Ledger, filters.Read(parsed, TimeProvider.System.GetUtcNow()), output, ct);
            return ExitCodes.Ok;
        });
        return command;
    }
}
