using PolicyGuard.Backends.Keys;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Replay;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Stdio;
using PolicyGuard.Sqlite;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard replay --policy candidate.yaml</c>. Opens the database for reading only, and runs nothing.</summary>
internal static class HistoryReplaying
{
    /// <summary>Decides the history again and says what differs; the exit code.</summary>
    public static async Task<int> RunAsync(ProgramOptions options, IReadOnlyList<string> paths, bool stored, DateTimeOffset? since, bool rulesToo, bool json, CancellationToken ct)
    {
        var policies = Policies.Load(paths, options.Policy.DefaultAction);
        policies = stored ? policies.With(await StoredPolicies.ReadAsync(options.DataFolder, ct), options.Policy.DefaultAction) : policies;
        foreach (var fault in policies.Diagnostics.Where(static fault => fault.Severity == Severity.Error))
        {
            Console.Error.WriteLine(SafeText.Of(fault.ToString()));
        }

        if (policies.Rules is not { } rules)
        {
            return ExitCodes.Usage;
        }

        await using var store = SqliteStore.OpenReadOnly(options.DataFolder, TimeProvider.System);
        var history = new HistoryReplay(rules, ArgumentsKey.ReadExisting(options.DataFolder));
        try
        {
            using var output = new HistoryOut(StandardOutput.Open(), json, rulesToo);
            await history.RunAsync(store.Ledger, since, output.Write, ct);
            output.Write(history);
        }
        catch (IOException)
        {
            // Whoever read us has seen enough, as `head` does.
        }

        return history.Differences == 0 ? ExitCodes.Ok : ExitCodes.NotOk;
    }
}
