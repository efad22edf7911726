using System.CommandLine;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Demo;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite;
using PolicyGuard.Taint.Flow;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard demo</c>.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var keep = new Option<bool>("--keep") { Description = "Leave the gateway running afterwards, until Ctrl-C." };
        var policy = new Option<string[]>("--policy")
        {
            Description = "Play against these policies instead of the built-in starter; ends with 1 where they let something through that the starter stops.",
            HelpName = "file|folder",
        };
        var command = new ShownCommand(
            "demo",
            "Run the gateway in front of two small tool servers, play an agent that gets prompt-injected, and show what was allowed and what was stopped.",
            "policyguard demo",
            "policyguard demo --keep")
        {
            keep, policy,
        };
        command.SetLongAction((parsed, ct) =>
        {
            var options = new PolicyOptions(parsed.GetResult(policy) is null ? null : parsed.GetValue(policy), null, HotReload: false);
            return RunAsync(options, parsed.GetValue(keep), ct);
        });
        return command;
    }

    private static async Task<int> RunAsync(PolicyOptions policy, bool keep, CancellationToken ct)
    {
        if (Starting.Policies(policy) is not { } policies)
        {
            return ExitCodes.Usage;
        }

        var folder = Directory.CreateTempSubdirectory("policyguard-demo-").FullName;
        try
        {
            using var servers = await DemoServers.StartAsync(folder, ct);
            var options = Options(folder, policy, servers);
            await using var engine = await Engine.OpenAsync(options, policies, configFile: null, TimeProvider.System, Starting.Log);
            await using var host = await GatewayHost.StartAsync(options.Gateway, engine.Gate, engine.Services, TimeProvider.System, ct);
            await engine.StartedAsync($"demo at {host.Url}mcp");
            using var agent = new McpCaller(new Uri(host.Url, "mcp"), "demo-agent");
            await agent.WaitUntilReadyAsync(ct);
            var run = new DemoRun(agent, servers);
            await run.PlayAsync(ct);
            DemoReport.Write(Terminals.Output(), run, options.DataFolder);
            if (keep)
            {
                Console.Out.WriteLine($"The gateway stays at {host.Url}mcp until Ctrl-C.");
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct).ContinueWith(static _ => { }, TaskScheduler.Default);
            }

            return run.Succeeded ? ExitCodes.Ok : ExitCodes.NotOk;
        }
        catch (Exception fault) when (fault is StoreException or IOException or HttpRequestException)
        {
            Starting.Log(fault.Message);
            return ExitCodes.Unavailable;
        }
    }

    private static ProgramOptions Options(string folder, PolicyOptions policy, DemoServers servers) => new()
    {
        // Results would reach the agent with the key masked; here it shall have it in hand, so that it is the gate that keeps it in.
        Results = Obligations.Of([new(ResultKinds.Secret, Obligation.Off)]),
        DataFolder = Path.Combine(folder, "data"),
        Gateway = new GatewayOptions { Port = 0, Upstreams = servers.Upstreams },
        Policy = policy,

        // Who brings policies wants to know what they stop, and not what the flow would stop as well.
        Taint = policy.Paths is null ? new TaintOptions() : new TaintOptions { Mode = FlowMode.Off },
        Durability = DurabilityMode.Auto,
        ApprovalWait = TimeSpan.Zero,
        ApprovalLifetime = TimeSpan.FromHours(1),
    };
}
