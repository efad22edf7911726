using System.CommandLine;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Stdio;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard audit query</c>, alias <c>audit-query</c>. Opens the database for reading only.</summary>
internal static class AuditQueryCommand
{
    public static Command Create(string name, bool hidden)
    {
        var command = new ShownCommand(
            name,
            "Show entries of the audit log, newest first.",
            "policyguard audit query --since 24h --effect deny",
            "policyguard audit query --agent build-bot --tool delete_file --json",
            "policyguard audit query --follow")
        {
            Hidden = hidden,
        };
        var filters = new AuditFilters(command);
        var follow = new Option<bool>("--follow", "-f") { Description = "Oldest first, then wait for more until Ctrl-C." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object per entry: index, leaf_hash, entry." };
        command.Options.Add(follow);
        command.Options.Add(json);

        // As a program before us spelled it; `audit export` is the command for files.
        var format = new Option<string?>("--export-format") { Description = "Print in this format.", HelpName = "format", Hidden = true };
        format.AcceptOnlyFromAmong([.. EntryFormats.Names]);
        command.Options.Add(format);
        LogCommand.SetAction(command, async (parsed, store, ct) =>
        {
            var query = filters.Read(parsed, TimeProvider.System.GetUtcNow());
            if (parsed.GetValue(format) is { } wanted)
            {
                await new EntryExport(EntryFormats.Of(wanted, Machine.Version), StandardOutput.Open()).WriteAsync(store.Ledger.ReadAsync(query, ct), null);
                return ExitCodes.Ok;
            }

            using var output = new AuditLines(StandardOutput.Open(), parsed.GetValue(json), store.Ledger);
            if (parsed.GetValue(follow))
            {
                await LogFollowing.RunAsync(store.Ledger, query, output, ct);
                return ExitCodes.Ok;
            }

            await foreach (var entry in store.Ledger.ReadAsync(query, ct))
            {
                await output.WriteAsync(entry, ct);
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
