using System.CommandLine;
using System.Text.Json;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard config show</c>, alias <c>config-show</c>.</summary>
internal static class ConfigShowCommand
{
    public static Command Create(string name, bool hidden)
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand(
            name,
            "Show the effective value of every key and where it came from. Secrets are masked.",
            "policyguard config show",
            "POLICYGUARD_SERVER__PORT=9000 policyguard config show --json")
        {
            json,
        };
        command.Hidden = hidden;
        var options = ServeOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            var loaded = options.Load(parsed);
            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => Write(writer, loaded));
            }
            else
            {
                Write(loaded);
            }

            try
            {
                if (loaded.Options is not null && !Starting.IsTrusted(loaded))
                {
                    Starting.Log($"serve does not use {loaded.File} yet: read it, then `{Machine.Program} config trust`");
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                Starting.Log(fault.Message);
            }

            return loaded.Options is null ? ExitCodes.Usage : ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(ConfigOptions.Loaded loaded)
    {
        var settings = loaded.Configuration.Settings;
        var names = settings.Max(static setting => setting.Name.Length);
        var values = Math.Min(48, settings.Max(static setting => setting.Shown?.Length ?? 1));
        foreach (var setting in settings)
        {
            Console.Out.WriteLine($"{setting.Name.PadRight(names)}  {(setting.Shown ?? "-").PadRight(values)}  {setting.Origin}");
        }
    }

    private static void Write(Utf8JsonWriter writer, ConfigOptions.Loaded loaded)
    {
        writer.WriteStartObject();
        writer.WriteString("file", loaded.File);
        writer.WriteBoolean("valid", loaded.Options is not null);
        writer.WriteStartObject("settings");
        foreach (var setting in loaded.Configuration.Settings)
        {
            writer.WriteStartObject(setting.Name);
            Value(writer, setting);
            writer.WriteString("origin", setting.Origin);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter writer, Setting setting)
    {
        if (setting.Items is { } items)
        {
            writer.WriteStartArray("value");
            foreach (var item in items)
            {
                writer.WriteStringValue(item);
            }

            writer.WriteEndArray();
        }
        else if (setting.Key.Type == ConfigType.Integer && int.TryParse(setting.Shown, out var number))
        {
            writer.WriteNumber("value", number);
        }
        else if (setting.Key.Type == ConfigType.Flag && setting.Shown is "true" or "false")
        {
            writer.WriteBoolean("value", setting.Shown == "true");
        }
        else
        {
            writer.WriteString("value", setting.Shown);
        }
    }
}
