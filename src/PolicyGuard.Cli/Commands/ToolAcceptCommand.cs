using System.CommandLine;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard tool accept</c>: an administrative act, written to the log.</summary>
internal static class ToolAcceptCommand
{
    public static Command Create()
    {
        var upstream = new Argument<string>("upstream") { Description = "The tool server's name, as `tool list` shows it." };
        var tool = new Argument<string>("tool") { Description = "The tool's name, as its server spells it." };
        var command = new ShownCommand(
            "accept",
            "Accept a tool's changed definition. Read it first: a description can carry orders to your agent.",
            "policyguard tool accept files read_file")
        {
            upstream, tool,
        };
        var options = new ConfigOptions(command).With(command, "--data-dir", "data_dir", "folder");
        command.SetAction(async (parsed, ct) =>
        {
            if (options.Load(parsed, withoutUpstreams: true).Options is not { } loaded)
            {
                return ExitCodes.Usage;
            }

            try
            {
                return await AcceptAsync(loaded, parsed.GetValue(upstream)!, parsed.GetValue(tool)!, ct);
            }
            catch (Exception fault) when (fault is StoreException or RegistryException)
            {
                Starting.Log(fault.Message);
                return ExitCodes.Unavailable;
            }
        });
        return command;
    }

    private static async Task<int> AcceptAsync(ProgramOptions options, string upstream, string tool, CancellationToken ct)
    {
        // An existing store only: accepting a tool that nobody has seen makes no sense, least of all a new database.
        await using (SqliteStore.OpenReadOnly(options.DataFolder, TimeProvider.System))
        {
        }

        await using var store = SqliteStore.Open(options.DataFolder, TimeProvider.System);
        if (await store.ToolPins.FindAsync(upstream, tool, ct) is not { ChangedHash: { } hash } || !await store.ToolPins.AcceptAsync(upstream, tool, ct))
        {
            Console.Error.WriteLine($"policyguard: upstream `{SafeText.Of(upstream)}` has no changed tool `{SafeText.Of(tool)}`; `policyguard tool list` shows what there is");
            return ExitCodes.NotOk;
        }

        await Acts.RecordAsync(store, options.Durability, Reasons.ToolAccepted, $"definition {hash} of tool `{tool}` of upstream `{upstream}` accepted");
        Console.Out.WriteLine($"accepted  {SafeText.Of(upstream)}  {SafeText.Of(tool)}  {hash}");
        return ExitCodes.Ok;
    }
}
