using PolicyGuard.Backends.Keys;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Replay;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Governance.Replay;
using PolicyGuard.Governance.Replay.Drift;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard replay call_…</c>.</summary>
internal static class CallReplaying
{
    /// <summary>Runs the call again and says what came of it; the exit code.</summary>
    public static async Task<int> RunAsync(ProgramOptions options, string? configFile, string callId, int times, bool yes, bool json, CancellationToken ct)
    {
        if (Starting.Policies(options) is not { } policies)
        {
            return ExitCodes.Usage;
        }

        if (!File.Exists(Path.Combine(options.DataFolder, "policyguard.db")))
        {
            Starting.Log($"{options.DataFolder} has no audit log");
            return ExitCodes.Unavailable;
        }

        await using var engine = await Engine.OpenAsync(options, policies, configFile, TimeProvider.System, Starting.Log);
        var vault = ArgumentsKey.ReadExisting(options.DataFolder);
        var (run, fault) = await RecordedRun.FindAsync(engine.Services.Governance!.Log, callId, vault, ct);
        if (run is null)
        {
            Starting.Log(fault!);
            return ExitCodes.NotOk;
        }

        var replay = new CallReplay(engine, options, TimeProvider.System);
        if (replay.Objection(run.Decision, yes) is { } objection)
        {
            Starting.Log(objection);
            return ExitCodes.Usage;
        }

        var kept = KeptArguments.Of(run.Decision, vault);
        if (!kept.Exact || Masked(run.Decision.Agent))
        {
            Starting.Log($"call `{callId}` cannot be run again as it was: {kept.Fault ?? "the log shows its agent masked"}");
            return ExitCodes.NotOk;
        }

        if (options.Gateway.Upstreams.FirstOrDefault(upstream => upstream.Name == run.Decision.Upstream) is not { } found)
        {
            Starting.Log($"upstream `{run.Decision.Upstream}` is not configured here");
            return ExitCodes.Unavailable;
        }

        await engine.StartedAsync($"replaying {run.Decision.CallId}");
        var outcome = await replay.RunAsync(run, kept, found, times, ct);
        if (outcome.Stopped is { } stopped)
        {
            Starting.Log(stopped.Message);
            return ExitCodes.NotOk;
        }

        var report = DriftJudge.Judge(outcome.Case!);
        if (json)
        {
            JsonOut.Write(writer => DriftOut.Write(writer, run, outcome.Case!, report));
        }
        else
        {
            DriftOut.Write(Console.Out, run, outcome.Case!, report);
        }

        return report.Word == DriftWord.Identical ? ExitCodes.Ok : ExitCodes.NotOk;
    }

    private static bool Masked(string agent) => agent.Contains(" characters]", StringComparison.Ordinal);
}
