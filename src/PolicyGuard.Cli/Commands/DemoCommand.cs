using System.CommandLine;
using PolicyGuard.Cli.Demo;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard demo</c>.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var keep = new Option<bool>("--keep") { Description = "Leave the gateway running afterwards, until Ctrl-C." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var policy = new Option<string[]>("--policy")
        {
            Description = "Play against these policies instead of the built-in starter; ends with 1 where they let something through that the starter stops.",
            HelpName = "file|folder",
        };
        var command = new ShownCommand(
            "demo",
            "Run the gateway in front of two small tool servers, play an agent that strangers give orders to and that tries to leak secrets, and show what was allowed and what was stopped.",
            "policyguard demo",
            "policyguard demo --keep")
        {
            keep, json, policy,
        };
        command.SetLongAction((parsed, ct) =>
        {
            var options = new PolicyOptions(parsed.GetResult(policy) is null ? null : parsed.GetValue(policy), null, HotReload: false);
            return RunAsync(options, parsed.GetValue(json), parsed.GetValue(keep), ct);
        });
        return command;
    }

    private static async Task<int> RunAsync(PolicyOptions policy, bool json, bool keep, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("policyguard-demo-").FullName;
        try
        {
            await using var stage = await DemoStage.OpenAsync(folder, DemoStage.Options(folder, policy), ct);
            if (stage is null)
            {
                return ExitCodes.Usage;
            }

            var run = await stage.PlayAsync(ct);
            if (json)
            {
                JsonOut.Write(writer => DemoJson.Write(writer, run, stage.DataFolder));
            }
            else
            {
                DemoReport.Write(Terminals.Output(), run, stage.DataFolder);
            }

            if (keep)
            {
                // On the other stream where the first is a document.
                await (json ? Console.Error : Console.Out).WriteLineAsync($"The gateway stays at {stage.Url} until Ctrl-C.");
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
}
