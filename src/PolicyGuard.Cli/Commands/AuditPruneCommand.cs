using System.CommandLine;
using PolicyGuard.Cli.Terminal;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard audit prune</c>: removes the oldest entries; their hashes stay.</summary>
internal static class AuditPruneCommand
{
    public static Command Create()
    {
        var before = AuditFilters.Time("--before", "Entries older than this are removed, by whole blocks of 1,024: 90d, 720h, or a time such as 2026-01-01T00:00:00Z.");
        before.Required = true;
        var yes = new Option<bool>("--yes") { Description = "Do it. Without it only says what would be removed." };
        var command = new ShownCommand(
            "prune",
            "Remove the oldest entries. Their hashes stay, so every checkpoint and every proof that anybody has stays good. What was removed is gone: export it first.",
            "policyguard audit export --until 2026-01-01T00:00:00Z --output 2025.jsonl",
            "policyguard audit prune --before 90d",
            "policyguard audit prune --before 90d --yes")
        {
            before, yes,
        };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var time = AuditFilters.Moment(parsed.GetValue(before)!, TimeProvider.System.GetUtcNow())!.Value;
            var doit = parsed.GetValue(yes);
            var outcome = doit ? await desk.Log.PruneAsync(desk.Actor, time, ct) : await desk.Log.PlanPruneAsync(desk.Actor, time, ct);
            if (outcome.Value is not { } pruned)
            {
                return ActResult.Refused(outcome);
            }

            Console.Out.WriteLine(pruned.Removed == 0
                ? $"nothing to remove: no whole block of 1,024 signed entries is older than {Ledger.Ledger.Time(time)}"
                : $"{Counted.Entries(pruned.Removed)} before entry {pruned.Before} {(doit ? "removed" : "would be removed; say --yes to do it")}");
            return ExitCodes.Ok;
        });
        return command;
    }
}
