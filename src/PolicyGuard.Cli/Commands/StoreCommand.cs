using System.CommandLine;
using PolicyGuard.Backends.Keys;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Commands;

/// <summary>What commands have in common that look at the data folder or change it in the operator's name.</summary>
internal static class StoreCommand
{
    /// <summary>Gives a command <c>--data-dir</c> and its work.</summary>
    /// <param name="command">The command.</param>
    /// <param name="existingOnly">Whether the database has to be there already.</param>
    /// <param name="run">The work; returns the exit code.</param>
    /// <param name="policies">Whether it takes <c>--policy</c> too.</param>
    public static void SetAction(Command command, bool existingOnly, Func<ParseResult, OperatorDesk, CancellationToken, Task<int>> run, bool policies = false)
    {
        var options = new ConfigOptions(command);
        options = policies ? options.With(command, "--policy", "policy.paths", "file|folder") : options;
        options = options.With(command, "--data-dir", "data_dir", "folder");
        command.SetAction(async (parsed, ct) =>
        {
            if (options.Load(parsed, withoutUpstreams: true).Options is not { } loaded)
            {
                return ExitCodes.Usage;
            }

            try
            {
                if (existingOnly)
                {
                    // Looking for something in a folder that does not exist is a mistake in the folder's name, not a reason to make one.
                    await using (SqliteStore.OpenReadOnly(loaded.DataFolder, TimeProvider.System))
                    {
                    }
                }

                await using var desk = OperatorDesk.Open(loaded, TimeProvider.System);
                return await run(parsed, desk, ct);
            }
            catch (Exception fault) when (fault is StoreException or RegistryException or LedgerException or KeyFileException)
            {
                Starting.Log(fault.Message);
                return ExitCodes.Unavailable;
            }
        });
    }

    /// <summary>Tells why something was not done.</summary>
    public static int Refused(Refusal refusal)
    {
        Console.Error.WriteLine($"policyguard: {SafeText.Of(refusal.Message)} ({refusal.Reason})");
        return refusal.Reason is Reasons.LedgerUnavailable or Reasons.RegistryUnavailable ? ExitCodes.Unavailable : ExitCodes.NotOk;
    }
}
