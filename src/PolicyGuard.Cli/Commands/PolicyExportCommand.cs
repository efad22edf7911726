using System.CommandLine;
using System.Text;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Governance.Policies;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard policy export</c>.</summary>
internal static class PolicyExportCommand
{
    public static Command Create()
    {
        var id = new Argument<string?>("id") { Description = "The policy; all where none is named.", Arity = ArgumentArity.ZeroOrOne };
        var folder = new Option<string?>("--out", "-o") { Description = "Write a file for each policy into this folder, never over one that says something else. Default: print them as one list.", HelpName = "folder" };
        var command = new ShownCommand(
            "export", "Write policies made at run time as files that load unchanged.", "policyguard policy export", "policyguard policy export prod-safety --out exported")
        {
            id, folder,
        };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var outcome = await (await desk.PoliciesAsync([], ct)).ExportAsync(desk.Actor, parsed.GetValue(id), ct);
            if (outcome.Refusal is { } refusal)
            {
                Starting.Log($"{refusal.Message} ({refusal.Reason})");
                return ExitCodes.NotOk;
            }

            var files = outcome.Value!;
            if (parsed.GetValue(folder) is { } path)
            {
                return Write(files, path);
            }

            JsonOut.Write(writer =>
            {
                writer.WriteStartArray();
                foreach (var file in files)
                {
                    using var json = System.Text.Json.JsonDocument.Parse(file.Text);
                    json.RootElement.WriteTo(writer);
                }

                writer.WriteEndArray();
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static int Write(IReadOnlyList<PolicyFile> files, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var exit = ExitCodes.Ok;
            foreach (var file in files)
            {
                var path = Path.Combine(folder, file.Name);
                if (File.Exists(path) && File.ReadAllText(path) != file.Text)
                {
                    Starting.Log($"{path} is there and says something else; left as it is");
                    exit = ExitCodes.NotOk;
                    continue;
                }

                File.WriteAllText(path, file.Text, new UTF8Encoding(false));
                Console.Out.WriteLine(SafeText.Of(path));
            }

            return exit;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Starting.Log(fault.Message);
            return ExitCodes.Unavailable;
        }
    }
}
