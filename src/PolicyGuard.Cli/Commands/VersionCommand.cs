using System.CommandLine;
using System.Runtime.InteropServices;
using PolicyGuard.Cli.Terminal;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard version</c>.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand("version", "Print the version, the runtime and the platform.", "policyguard version --json") { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
            {
                JsonOut.Write(static writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("version", Machine.Version);
                    writer.WriteString("runtime", RuntimeInformation.FrameworkDescription);
                    writer.WriteString("platform", RuntimeInformation.RuntimeIdentifier);
                    writer.WriteEndObject();
                });
            }
            else
            {
                Console.Out.WriteLine($"policyguard {Machine.Version} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
