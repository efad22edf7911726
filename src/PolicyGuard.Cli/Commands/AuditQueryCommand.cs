using System.CommandLine;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Stdio;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard audit query</c>, alias <c>audit-query</c>. Opens the database for reading only.</summary>
internal static class AuditQueryCommand
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

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
        var options = new ConfigOptions(command).With(command, "--data-dir", "data_dir", "folder");
        command.SetLongAction(async (parsed, ct) =>
        {
            if (options.Load(parsed).Options is not { } loaded)
            {
                return ExitCodes.Usage;
            }

            try
            {
                await using var store = SqliteStore.OpenReadOnly(loaded.DataFolder, TimeProvider.System);
                var query = filters.Read(parsed, TimeProvider.System.GetUtcNow());
                using var output = new AuditLines(StandardOutput.Open(), parsed.GetValue(json), store.Ledger);
                await (parsed.GetValue(follow) ? FollowAsync(store.Ledger, query, output, ct) : PrintAsync(store.Ledger, query, output, ct));
                return ExitCodes.Ok;
            }
            catch (Exception fault) when (fault is StoreException or LedgerException)
            {
                Console.Error.WriteLine($"policyguard: {fault.Message}");
                return ExitCodes.Unavailable;
            }
            catch (IOException)
            {
                // Whoever read us has seen enough, as `head` does.
                return ExitCodes.Ok;
            }
        });
        return command;
    }

    private static async Task PrintAsync(ILedgerStore ledger, LedgerQuery query, AuditLines output, CancellationToken ct)
    {
        await foreach (var entry in ledger.ReadAsync(query, ct))
        {
            await output.WriteAsync(entry, ct);
        }
    }

    private static async Task FollowAsync(ILedgerStore ledger, LedgerQuery query, AuditLines output, CancellationToken ct)
    {
        // The newest ones first in time, then whatever comes after the last index seen.
        var shown = new List<StoredEntry>();
        var last = -1L;
        try
        {
            await foreach (var entry in ledger.ReadAsync(query, ct))
            {
                shown.Add(entry);
            }

            shown.Reverse();
            while (true)
            {
                foreach (var entry in shown)
                {
                    await output.WriteAsync(entry, ct);
                    last = entry.Index;
                }

                output.Flush();
                shown.Clear();
                await Task.Delay(Poll, TimeProvider.System, ct);
                await foreach (var entry in ledger.ReadAsync(query with { AfterIndex = last, NewestFirst = false, Limit = 1000 }, ct))
                {
                    shown.Add(entry);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Ctrl-C is how following ends.
        }
    }
}
