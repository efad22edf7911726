using System.CommandLine;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard policy list</c>: what decides, wherever it comes from.</summary>
internal static class PolicyListCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand(
            "list", "List the policies of files and those made at run time, with where they come from. Ends with 1 where they cannot be put in force together.", "policyguard policy list")
        {
            json,
        };
        var options = new ConfigOptions(command)
            .With(command, "--policy", "policy.paths", "file|folder")
            .With(command, "--default-action", "policy.default_action", "effect")
            .With(command, "--data-dir", "data_dir", "folder");
        command.SetAction(async (parsed, ct) =>
        {
            if (options.Load(parsed, withoutUpstreams: true).Options is not { } loaded)
            {
                return ExitCodes.Usage;
            }

            try
            {
                var stored = await StoredPolicies.ReadAsync(loaded.DataFolder, ct);
                var policies = Policies.Load(loaded.Policy.Paths, loaded.Policy.DefaultAction).With(stored, loaded.Policy.DefaultAction);
                foreach (var fault in policies.Diagnostics.Where(static fault => fault.Severity == Severity.Error))
                {
                    Console.Error.WriteLine(SafeText.Of(fault.ToString()));
                }

                var files = policies.Result.Documents.Where(document => !document.Path.StartsWith("stored:", StringComparison.Ordinal)).ToList();
                if (parsed.GetValue(json))
                {
                    JsonOut.Write(writer => Write(writer, policies, files, stored));
                }
                else
                {
                    Write(policies, files, stored);
                }

                return policies.Rules is null ? ExitCodes.NotOk : ExitCodes.Ok;
            }
            catch (Exception fault) when (fault is StoreException or RegistryException)
            {
                Starting.Log(fault.Message);
                return ExitCodes.Unavailable;
            }
        });
        return command;
    }

    private static void Write(Policies policies, List<PolicyDocument> files, IReadOnlyList<StoredPolicy> stored)
    {
        foreach (var document in files)
        {
            Console.Out.WriteLine($"file    {SafeText.Of(document.Name)}  {(document.Enabled ? "enabled " : "disabled")}  {Counted.Of(document.Rules.Count, "rule")}  {SafeText.Of(document.Path)}");
        }

        foreach (var policy in stored)
        {
            Console.Out.WriteLine($"stored  {PolicyJson.Line(policy)}");
        }

        if (policies.Rules is { } rules)
        {
            Console.Out.WriteLine($"{Counted.Of(rules.Count, "rule")} in force, default {rules.Default.Name()}, set {rules.Hash}");
        }
    }

    private static void Write(Utf8JsonWriter writer, Policies policies, List<PolicyDocument> files, IReadOnlyList<StoredPolicy> stored)
    {
        writer.WriteStartObject();
        writer.WriteString("policy_set", policies.Rules?.Hash);
        writer.WriteString("default", policies.Rules?.Default.Name());
        writer.WriteStartArray("policies");
        foreach (var document in files)
        {
            writer.WriteStartObject();
            writer.WriteString("origin", "file");
            writer.WriteString("id", document.Name);
            writer.WriteString("file", document.Path);
            writer.WriteBoolean("enabled", document.Enabled);
            writer.WriteNumber("rules", document.Rules.Count);
            writer.WriteEndObject();
        }

        foreach (var policy in stored)
        {
            writer.WriteStartObject();
            writer.WriteString("origin", "stored");
            PolicyJson.Facts(writer, policy);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
