using System.CommandLine;
using PolicyGuard.Cli.Terminal;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard audit stats</c>.</summary>
internal static class AuditStatsCommand
{
    public static Command Create()
    {
        var since = AuditFilters.Time("--since", "Not older than this: 90m, 24h, 7d, or a time such as 2026-11-20T08:00:00Z.");
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand(
            "stats",
            "Count the entries of the audit log, and name the calls that were opened and not closed.",
            "policyguard audit stats",
            "policyguard audit stats --since 24h --json")
        {
            since, json,
        };
        LogCommand.SetAction(command, async (parsed, store, ct) =>
        {
            var from = parsed.GetValue(since) is { } text ? AuditFilters.Moment(text, TimeProvider.System.GetUtcNow()) : null;
            AuditStats stats;
            using (var progress = Progress.OnTerminal())
            {
                stats = await AuditStats.GatherAsync(store, from, progress, ct);
            }

            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => AuditStatsText.Write(writer, stats));
            }
            else
            {
                AuditStatsText.Print(Console.Out, stats);
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
