using System.CommandLine;
using PolicyGuard.Cli.Terminal;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard detectors list</c>.</summary>
internal static class DetectorsListCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand("list", "List the detectors in force, those of the configuration included.", "policyguard detectors list") { json };
        var options = new ConfigOptions(command);
        command.SetAction(parsed =>
        {
            if (options.Load(parsed, withoutUpstreams: true).Options is not { } loaded || DetectorsCommand.Load(loaded.Detectors) is not { } set)
            {
                return ExitCodes.Usage;
            }

            var all = set.List();
            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer =>
                {
                    writer.WriteStartArray();
                    foreach (var detector in all)
                    {
                        writer.WriteStartObject();
                        writer.WriteString("id", detector.Id);
                        writer.WriteString("label", detector.Label.ToString());
                        writer.WriteString("description", detector.Description);
                        writer.WriteEndObject();
                    }

                    writer.WriteEndArray();
                });
                return ExitCodes.Ok;
            }

            var width = all.Max(static detector => detector.Id.Length);
            foreach (var detector in all)
            {
                Console.Out.WriteLine($"{detector.Id.PadRight(width)}  {detector.Label,-10}  {SafeText.Of(detector.Description)}".TrimEnd());
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
