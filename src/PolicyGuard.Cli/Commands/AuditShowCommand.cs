using System.CommandLine;
using System.Globalization;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Stdio;
using PolicyGuard.Ledger;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard audit show</c>: one entry, or all entries of a call, with every member.</summary>
internal static class AuditShowCommand
{
    public static Command Create()
    {
        var which = new Argument<string>("entry") { Description = "An entry's index, or the id of a call.", HelpName = "index|call-id" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object per entry, on one line: index, leaf_hash, entry." };
        var command = new ShownCommand(
            "show",
            "Show one entry of the audit log, or all entries of a call, with everything they say.",
            "policyguard audit show 12",
            "policyguard audit show call_5f0c3a9b --json")
        {
            which, json,
        };
        LogCommand.SetAction(command, async (parsed, store, ct) =>
        {
            var asked = parsed.GetValue(which)!;
            var found = 0;
            using var output = new EntryPages(StandardOutput.Open(), parsed.GetValue(json));
            await foreach (var entry in store.Ledger.ReadAsync(Query(asked, out var index), ct))
            {
                if (index is null || entry.Index == index)
                {
                    output.Write(entry);
                    found++;
                }
            }

            if (found > 0)
            {
                return ExitCodes.Ok;
            }

            Starting.Log(long.TryParse(asked, out _) ? $"there is no entry {asked}" : $"there is no entry of the call `{asked}`");
            return ExitCodes.NotOk;
        });
        return command;
    }

    private static LedgerQuery Query(string asked, out long? index)
    {
        if (long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var at))
        {
            index = at;
            return new LedgerQuery { AfterIndex = at - 1, NewestFirst = false, Limit = 1 };
        }

        index = null;
        return new LedgerQuery { CallId = asked, NewestFirst = false, Limit = int.MaxValue };
    }
}
