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

/// <summary><c>policyguard policy check</c>, alias <c>validate-policy</c>.</summary>
internal static class PolicyCheckCommand
{
    public static Command Create(string name, bool hidden)
    {
        var paths = PolicyCommand.Paths();
        var defaultAction = PolicyCommand.DefaultAction();
        var tools = new Option<bool>("--tools") { Description = "Hold the rules against the tools that were seen so far: which name none of them, which of them no rule names." };
        var stored = PolicyCommand.Stored();
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand(
            name,
            "Read policies as serve would, together, and tell everything that is wrong or doubtful.",
            "policyguard policy check policies/",
            "policyguard policy check mine.yaml --tools --json")
        {
            paths, defaultAction, tools, stored, json,
        };
        command.Hidden = hidden;
        var options = new ConfigOptions(command).With(command, "--data-dir", "data_dir", "folder");
        command.SetAction(async (parsed, ct) =>
        {
            Effect? effect = Effects.TryParse(parsed.GetValue(defaultAction), out var written) ? written : null;
            var policies = Policies.Load(parsed.GetValue(paths), effect);
            if (parsed.GetValue(stored))
            {
                var (made, exit) = await PolicyCommand.StoredAsync(parsed, options, ct);
                if (made is null)
                {
                    return exit;
                }

                policies = policies.With(made, effect);
            }

            if (policies.Rules is { } rules)
            {
                var seen = parsed.GetValue(tools) ? await ToolsAsync(parsed, options, ct) : null;
                if (seen is null && parsed.GetValue(tools))
                {
                    return ExitCodes.Unavailable;
                }

                policies = policies with { Diagnostics = [.. policies.Diagnostics, .. Doubts.Of(rules, seen, ct)] };
            }

            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => Write(writer, policies));
            }
            else
            {
                Write(policies);
            }

            return policies.Rules is null ? ExitCodes.NotOk : ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<IReadOnlyList<ToolPin>?> ToolsAsync(ParseResult parsed, ConfigOptions options, CancellationToken ct)
    {
        if (options.Load(parsed, withoutUpstreams: true).Options is not { } loaded)
        {
            return null;
        }

        try
        {
            await using var store = SqliteStore.OpenReadOnly(loaded.DataFolder, TimeProvider.System);
            return await store.ToolPins.ListAsync(ct);
        }
        catch (Exception fault) when (fault is StoreException or RegistryException)
        {
            Starting.Log(fault.Message);
            return null;
        }
    }

    private static void Write(Policies policies)
    {
        var paths = policies.Files.Sources.Select(static file => file.Path).Concat(policies.Result.Documents.Select(static document => document.Path)).Distinct();
        foreach (var path in paths)
        {
            if (policies.Diagnostics.Any(fault => fault.Severity == Severity.Error && fault.File == path))
            {
                continue;
            }

            var documents = policies.Result.Documents.Where(document => document.Path == path).ToList();
            Console.Out.WriteLine($"✓ Loaded {Counted.Of(documents.Sum(static document => document.Rules.Count), "valid rule")} from {path}");
            foreach (var document in documents)
            {
                foreach (var rule in document.Rules)
                {
                    var off = document.Enabled && rule.Enabled ? "" : " (disabled)";
                    Console.Out.WriteLine($"  [{SafeText.Of(rule.Id)}] {SafeText.Of(Title(rule), 100)} → {rule.Effect.Name()}{off}");
                }
            }
        }

        foreach (var fault in policies.Diagnostics)
        {
            Console.Error.WriteLine(SafeText.Of(fault.ToString()));
        }

        if (policies.Rules is { } rules)
        {
            Console.Out.WriteLine($"{Counted.Of(rules.Count, "rule")} in force, default {rules.Default.Name()}, set {rules.Hash}");
        }
        else
        {
            Console.Error.WriteLine($"✗ {Counted.Of(policies.Diagnostics.Count(static fault => fault.Severity == Severity.Error), "error")}; nothing of this would be loaded");
        }
    }

    private static string Title(RuleDocument rule) => rule.Description.Length > 0 ? rule.Description.TrimEnd() : rule.Message ?? rule.Id;

    private static void Write(Utf8JsonWriter writer, Policies policies)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("valid", policies.Rules is not null);
        writer.WriteString("policy_set", policies.Rules?.Hash);
        writer.WriteString("default", policies.Rules?.Default.Name());
        writer.WriteStartArray("diagnostics");
        foreach (var fault in policies.Diagnostics)
        {
            writer.WriteStartObject();
            writer.WriteString("severity", fault.Severity == Severity.Error ? "error" : "warning");
            writer.WriteString("file", fault.File);
            writer.WriteNumber("line", fault.Line);
            writer.WriteNumber("column", fault.Column);
            writer.WriteString("code", fault.Code);
            writer.WriteString("message", fault.Message);
            writer.WriteString("help", fault.Help);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("policies");
        foreach (var document in policies.Result.Documents)
        {
            writer.WriteStartObject();
            writer.WriteString("name", document.Name);
            writer.WriteString("file", document.Path);
            writer.WriteBoolean("enabled", document.Enabled);
            writer.WriteStartArray("rules");
            foreach (var rule in document.Rules)
            {
                writer.WriteStartObject();
                writer.WriteString("id", rule.Id);
                writer.WriteString("effect", rule.Effect.Name());
                writer.WriteBoolean("enabled", rule.Enabled);
                writer.WriteNumber("line", rule.Line);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
