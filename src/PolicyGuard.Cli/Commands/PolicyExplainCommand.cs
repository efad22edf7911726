using System.CommandLine;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;
using PolicyGuard.Taint;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard policy explain</c>.</summary>
internal static class PolicyExplainCommand
{
    public static Command Create()
    {
        var command = new ShownCommand(
            "explain",
            "Say what would happen to a call, which rules were looked at, and why. Writes nothing; ends with 1 where the call would not run.",
            "policyguard policy explain --tool delete_file --args '{\"path\":\"a.txt\"}' --agent build-bot",
            "policyguard policy explain --tool http_post --labels secret --policy mine.yaml");
        var described = new DescribedCall(command);
        var all = new Option<bool>("--all") { Description = "Show the rules that were not asked or do not match, too." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        command.Options.Add(all);
        command.Options.Add(json);
        var options = new ConfigOptions(command)
            .With(command, "--policy", "policy.paths", "file|folder")
            .With(command, "--default-action", "policy.default_action", "effect")
            .With(command, "--data-dir", "data_dir", "folder");
        command.SetAction(async (parsed, ct) =>
        {
            var (configuration, file) = options.Load(parsed);
            if (configuration.Options is not { } loaded || described.Read(parsed, loaded.Gateway.Context) is not { } call)
            {
                return ExitCodes.Usage;
            }

            try
            {
                if (DetectorsCommand.Load(loaded.Detectors) is not { } detectors)
                {
                    return ExitCodes.Usage;
                }

                if (Starting.Policies(loaded.Policy, await StoredPolicies.ReadAsync(loaded.DataFolder, ct))?.Rules is not { } rules)
                {
                    return ExitCodes.Usage;
                }

                var whatIf = new WhatIf(new RuleSetHolder(rules), loaded.DataFolder, OwnFilesOnDisk.Of(loaded, file), TimeProvider.System) { Scanner = new Scanner(detectors) };
                var answer = await whatIf.AskAsync(call.Call, call.Trust, call.Labels, loaded.MaxClaimedTrust, ct);
                var explanation = new Explanation(answer, rules, parsed.GetValue(all));
                if (parsed.GetValue(json))
                {
                    JsonOut.Write(explanation.Write);
                }
                else
                {
                    explanation.Write(Console.Out);
                }

                return answer.Effect.RunsDirectly() ? ExitCodes.Ok : ExitCodes.NotOk;
            }
            catch (Exception fault) when (fault is StoreException or RegistryException or LedgerException)
            {
                Console.Error.WriteLine($"policyguard: {fault.Message}");
                return ExitCodes.Unavailable;
            }
        });
        return command;
    }
}
