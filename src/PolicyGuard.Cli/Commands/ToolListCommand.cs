using System.CommandLine;
using System.Text;
using System.Text.Json;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard tool list</c>.</summary>
internal static class ToolListCommand
{
    public static Command Create()
    {
        var changed = new Option<bool>("--changed") { Description = "Only tools whose definition changed and was not accepted, with both definitions." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand("list", "List the tools that were seen, and which of them changed since.", "policyguard tool list --changed") { changed, json };
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
                var all = await store.ToolPins.ListAsync(ct);
                var pins = parsed.GetValue(changed) ? [.. all.Where(static pin => pin.Quarantined)] : all;
                if (parsed.GetValue(json))
                {
                    JsonOut.Write(writer => Write(writer, pins));
                }
                else
                {
                    Write(pins, parsed.GetValue(changed));
                }

                return ExitCodes.Ok;
            }
            catch (Exception fault) when (fault is StoreException or RegistryException)
            {
                Starting.Log(fault.Message);
                return ExitCodes.Unavailable;
            }
        });
        return command;
    }

    private static void Write(IReadOnlyList<ToolPin> pins, bool definitions)
    {
        foreach (var pin in pins)
        {
            Console.Out.WriteLine($"{(pin.Quarantined ? "changed" : "pinned ")}  {SafeText.Of(pin.Upstream)}  {SafeText.Of(pin.Tool)}  since {Ledger.Ledger.Time(pin.PinnedAt)}");
            if (definitions)
            {
                Console.Out.WriteLine($"  - {SafeText.Of(pin.Definition)}");
                Console.Out.WriteLine($"  + {SafeText.Of(pin.ChangedDefinition ?? "")}");
            }
        }
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<ToolPin> pins)
    {
        writer.WriteStartArray();
        foreach (var pin in pins)
        {
            writer.WriteStartObject();
            writer.WriteString("upstream", pin.Upstream);
            writer.WriteString("tool", pin.Tool);
            writer.WriteBoolean("changed", pin.Quarantined);
            writer.WriteString("pinned_at", Ledger.Ledger.Time(pin.PinnedAt));
            Definition(writer, "definition", pin.Definition);
            Definition(writer, "changed_definition", pin.ChangedDefinition);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Definition(Utf8JsonWriter writer, string name, string? json)
    {
        writer.WritePropertyName(name);
        if (json is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteRawValue(Encoding.UTF8.GetBytes(json));
        }
    }
}
