using System.CommandLine;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard governance</c>: the six governance tools alone, on standard input and output.</summary>
internal static class GovernanceCommand
{
    public static Command Create()
    {
        var command = new ShownCommand(
            "governance",
            "Serve the governance tools, which agents ask before they act, on standard input and output.",
            "policyguard governance",
            "policyguard governance --policy mine.yaml --agent desktop",
            "policyguard governance schema --format openai");
        var options = new ConfigOptions(command) { HomeOnly = true, Ships = true }
            .With(command, "--policy", "policy.paths", "file|folder")
            .With(command, "--default-action", "policy.default_action", "effect")
            .With(command, "--data-dir", "data_dir", "folder")
            .With(command, "--durability", "audit.durability", "mode")
            .With(command, "--agent", "identity.agent", "id");
        command.Subcommands.Add(GovernanceSchemaCommand.Create());
        command.SetLongAction((parsed, ct) =>
        {
            var loaded = options.Load(parsed, withoutUpstreams: true);
            return loaded.Options is null ? Task.FromResult(ExitCodes.Usage) : RunAsync(loaded.Options, loaded.File, ct);
        });
        return command;
    }

    private static async Task<int> RunAsync(ProgramOptions options, string? configFile, CancellationToken ct)
    {
        if (Starting.Policies(options) is not { } policies)
        {
            return ExitCodes.Usage;
        }

        try
        {
            await using var engine = await Engine.OpenAsync(options, policies, configFile, TimeProvider.System, Starting.Log);
            return await StdioServing.RunAsync(engine, options, policies, configFile, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return ExitCodes.Ok;
        }
        catch (StoreException fault)
        {
            Starting.Log(fault.Message);
            return ExitCodes.Unavailable;
        }
    }
}
