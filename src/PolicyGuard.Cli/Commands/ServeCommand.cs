using System.CommandLine;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard serve</c>.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new ShownCommand(
            "serve",
            "Run the gateway: MCP over HTTP, or on standard input and output, in front of any number of tool servers.",
            "policyguard serve",
            "policyguard serve --upstream notes=http://127.0.0.1:9000/mcp --upstream files=\"npx -y @modelcontextprotocol/server-filesystem /data\"",
            "policyguard serve --policy policies/ --default-action deny --port 0",
            "policyguard serve --transport stdio");
        var options = ServeOptions.AddTo(command);
        command.SetLongAction((parsed, ct) =>
        {
            var loaded = options.Load(parsed);
            return loaded.Options is null || !Starting.MayUse(loaded) ? Task.FromResult(ExitCodes.Usage) : RunAsync(loaded.Options, loaded.File, ct);
        });
        return command;
    }

    /// <summary>Serves until cancelled.</summary>
    public static async Task<int> RunAsync(ProgramOptions options, string? configFile, CancellationToken ct)
    {
        if (Starting.Policies(options) is not { } policies)
        {
            return ExitCodes.Usage;
        }

        try
        {
            await using var engine = await Engine.OpenAsync(options, policies, configFile, TimeProvider.System, Starting.Log);
            if (options.OnStdio)
            {
                return await StdioServing.RunAsync(engine, options, policies, configFile, ct);
            }

            if (await GatewayHost.ReachFaultAsync(options.Gateway, engine.Services.Keys, ct) is { } open)
            {
                Starting.Log(open);
                return ExitCodes.Usage;
            }

            await using var host = await GatewayHost.StartAsync(options.Gateway, engine.Gate, engine.Services, TimeProvider.System, ct);
            await engine.StartedAsync($"serving {host.Url}mcp");
            Console.Error.WriteLine(Banner.Of(options, engine.InForce(policies), new Uri(host.Url, "mcp"), configFile, await engine.Services.Keys.AnyAsync(ct)));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct).ContinueWith(static _ => { }, TaskScheduler.Default);
            Starting.Log("stopping");
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return ExitCodes.Ok;
        }
        catch (Exception fault) when (fault is StoreException or RegistryException or IOException)
        {
            Starting.Log(fault.Message);
            return ExitCodes.Unavailable;
        }
    }
}
