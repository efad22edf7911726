using System.CommandLine;
using PolicyGuard.Backends.Keys;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard replay</c>: runs one recorded call again, or decides the recorded history again.</summary>
internal static class ReplayCommand
{
    private const int MostTimes = 100;

    public static Command Create()
    {
        var command = new ShownCommand(
            "replay",
            "Run a recorded call again and say how the outcome differs; or, with --policy, decide the recorded history again under other policies. Ends with 1 where something differs.",
            "policyguard replay call_01k9m0v7x2c5t8b1n3hq --times 3",
            "policyguard replay --policy candidate.yaml --since 7d");
        var id = new Argument<string?>("call-id") { Description = "The call, as the audit log names it.", Arity = ArgumentArity.ZeroOrOne };
        var times = new Option<int>("--times") { Description = $"How often it is run, 1 to {MostTimes}.", DefaultValueFactory = static _ => 3, HelpName = "number" };
        times.Validators.Add(static result =>
        {
            if (result.Tokens.Count == 1 && !(int.TryParse(result.Tokens[0].Value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostTimes))
            {
                result.AddError($"--times takes a number from 1 to {MostTimes}, not `{result.Tokens[0].Value}`");
            }
        });
        var yes = new Option<bool>("--yes") { Description = "Run it again although it is not marked as replayable." };
        var policy = new Option<string[]>("--policy") { Description = "Policy files, and folders of them, to decide the history by. May be repeated.", HelpName = "file|folder" };
        var since = AuditFilters.Time("--since", "Decisions not older than this: 90m, 24h, 7d, or a time such as 2026-11-20T08:00:00Z. Default: all.");
        var stored = PolicyCommand.Stored();
        var rules = new Option<bool>("--rules") { Description = "Show decisions, too, that stay what they were by another rule." };
        var json = new Option<bool>("--json") { Description = "Print JSON; of the history one object a line, the counts last." };
        var database = new Option<string?>("--db") { Description = "The database, or its folder.", Hidden = true, HelpName = "path" };
        command.Arguments.Add(id);
        foreach (var option in new Option[] { times, yes, policy, since, stored, rules, json, database })
        {
            command.Options.Add(option);
        }

        var options = new ConfigOptions(command)
            .WithUpstreams(command)
            .With(command, "--default-action", "policy.default_action", "effect")
            .With(command, "--data-dir", "data_dir", "folder");
        command.Validators.Add(result =>
        {
            if (result.GetValue(id) is null == (result.GetResult(policy) is null))
            {
                result.AddError("replay takes a call's id, to run that call again, or --policy, to decide the history again");
            }
        });
        command.SetLongAction(async (parsed, ct) =>
        {
            var history = parsed.GetResult(policy) is not null;
            var loaded = options.Load(parsed, withoutUpstreams: history, More(parsed.GetValue(database)));
            if (loaded.Options is not { } read || (!history && !Starting.MayUse(loaded)))
            {
                return ExitCodes.Usage;
            }

            try
            {
                return history
                    ? await HistoryReplaying.RunAsync(
                        read, parsed.GetValue(policy)!, parsed.GetValue(stored), parsed.GetValue(since) is { } text ? AuditFilters.Moment(text, TimeProvider.System.GetUtcNow()) : null,
                        parsed.GetValue(rules), parsed.GetValue(json), ct)
                    : await CallReplaying.RunAsync(read, loaded.File, parsed.GetValue(id)!, parsed.GetValue(times), parsed.GetValue(yes), parsed.GetValue(json), ct);
            }
            catch (Exception fault) when (fault is Sqlite.StoreException or Registry.RegistryException or Ledger.LedgerException or KeyFileException or Gate.UpstreamException)
            {
                Starting.Log(fault.Message);
                return ExitCodes.Unavailable;
            }
        });
        return command;
    }

    private static IEnumerable<ConfigFlag> More(string? database) =>
        database is null ? [] : [new ConfigFlag("--db", "data_dir", Directory.Exists(database) ? database : Path.GetDirectoryName(Path.GetFullPath(database)) ?? database)];
}
