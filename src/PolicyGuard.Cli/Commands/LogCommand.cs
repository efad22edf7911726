using System.CommandLine;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Stdio;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Commands;

/// <summary>What commands have in common that read the audit log: they open the database for reading only, and make none.</summary>
internal static class LogCommand
{
    /// <summary>Gives a command <c>--data-dir</c> and its work.</summary>
    public static void SetAction(ShownCommand command, Func<ParseResult, SqliteStore, CancellationToken, Task<int>> run) =>
        SetAction(command, (parsed, _, store, ct) => run(parsed, store, ct));

    /// <summary>As above, for a command that may find its work elsewhere: then no data folder is looked for.</summary>
    public static void SetAction(
        ShownCommand command, Func<ParseResult, Func<CancellationToken, Task<int>>?> elsewhere, Func<ParseResult, SqliteStore, CancellationToken, Task<int>> run)
    {
        SetAction(command, run);
        var inFolder = command.Action!;
        command.SetLongAction((parsed, ct) => elsewhere(parsed) is { } work
            ? work(ct)
            : ((System.CommandLine.Invocation.AsynchronousCommandLineAction)inFolder).InvokeAsync(parsed, ct));
    }

    /// <summary>As above, with the configuration.</summary>
    public static void SetAction(ShownCommand command, Func<ParseResult, ProgramOptions, SqliteStore, CancellationToken, Task<int>> run)
    {
        var options = new ConfigOptions(command).With(command, "--data-dir", "data_dir", "folder");
        command.SetLongAction(async (parsed, ct) =>
        {
            if (options.Load(parsed, withoutUpstreams: true).Options is not { } loaded)
            {
                return ExitCodes.Usage;
            }

            try
            {
                await using var store = SqliteStore.OpenReadOnly(loaded.DataFolder, TimeProvider.System);
                return await run(parsed, loaded, store, ct);
            }
            catch (Exception fault) when (fault is StoreException or LedgerException)
            {
                Starting.Log(fault.Message);
                return ExitCodes.Unavailable;
            }
            catch (IOException fault) when (StandardOutput.IsReaderGone(fault))
            {
                // Whoever read us has seen enough, as `head` does.
                return ExitCodes.Ok;
            }
            catch (IOException fault)
            {
                // A file that we were sent to is full: what is there is not all.
                Starting.Log(fault.Message);
                return ExitCodes.Unavailable;
            }
        });
    }
}
