using System.CommandLine;
using System.Text.Json;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;
using PolicyGuard.Taint.Flow;
using PolicyGuard.Taint.ToolScan;

namespace PolicyGuard.Cli.Commands;

/// <summary>What the commands have in common that look at tools.</summary>
internal static class ToolReading
{
    /// <summary>The argument that names an upstream.</summary>
    public static Argument<string> Upstream() => new("upstream") { Description = "The tool server's name, as `tools list` shows it." };

    /// <summary>The argument that names a tool.</summary>
    public static Argument<string> Tool() => new("tool") { Description = "The tool's name, as its server spells it." };

    /// <summary>Gives a command <c>--data-dir</c> and its work on the tools that were seen.</summary>
    public static void SetAction(Command command, Func<ParseResult, IReadOnlyList<KnownTool>, int> run) => SetAction(command, (parsed, all, _) => run(parsed, all));

    /// <summary>The same for work that asks what the configuration says of tools.</summary>
    public static void SetAction(Command command, Func<ParseResult, IReadOnlyList<KnownTool>, TaintOptions, int> run)
    {
        var options = new ConfigOptions(command).With(command, "--data-dir", "data_dir", "folder");
        command.SetAction(async (parsed, ct) =>
        {
            if (options.Load(parsed, withoutUpstreams: true).Options is not { } loaded)
            {
                return ExitCodes.Usage;
            }

            try
            {
                await using var store = SqliteStore.OpenReadOnly(loaded.DataFolder, TimeProvider.System);
                return run(parsed, KnownTool.Of(await store.ToolPins.ListAsync(ct)), loaded.Taint);
            }
            catch (Exception fault) when (fault is StoreException or RegistryException)
            {
                Starting.Log(fault.Message);
                return ExitCodes.Unavailable;
            }
            catch (JsonException)
            {
                Starting.Log("a definition in the store is not JSON; `policyguard audit verify` says whether the store was touched");
                return ExitCodes.Unavailable;
            }
        });
    }

    /// <summary>The tool of that name, or null; then it is said that there is none.</summary>
    public static KnownTool? Find(IReadOnlyList<KnownTool> tools, string upstream, string tool)
    {
        var found = tools.FirstOrDefault(known => known.Pin.Upstream == upstream && known.Pin.Tool == tool);
        if (found is null)
        {
            Console.Error.WriteLine($"policyguard: upstream `{SafeText.Of(upstream)}` has no tool `{SafeText.Of(tool)}` that was seen; `policyguard tools list` shows what there is");
        }

        return found;
    }

    /// <summary>Writes findings as JSON.</summary>
    public static void WriteFindings(Utf8JsonWriter writer, KnownTool tool)
    {
        writer.WriteNumber("weight", tool.Report.Weight);
        writer.WriteStartArray("findings");
        foreach (var finding in tool.Findings)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", Word(finding.Kind));
            writer.WriteNumber("weight", finding.Weight);
            writer.WriteString("pointer", finding.Pointer);
            writer.WriteString("reason", finding.Reason);
            writer.WriteString("excerpt", finding.Excerpt);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a definition as JSON, or null.</summary>
    public static void WriteDefinition(Utf8JsonWriter writer, string name, string? json)
    {
        writer.WritePropertyName(name);
        if (string.IsNullOrEmpty(json))
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteRawValue(System.Text.Encoding.UTF8.GetBytes(json));
        }
    }

    /// <summary>A kind of finding as it is written: <c>side_errand</c>.</summary>
    public static string Word(ToolFindingKind kind) => kind == ToolFindingKind.SideErrand ? "side_errand" : kind.ToString().ToLowerInvariant();
}
