using System.CommandLine;
using System.Text.Json;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Governance.Import;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard import --from policyguard folder</c>: takes over what an earlier program of this name kept in four JSON files.</summary>
internal static class ImportCommand
{
    private const long MostBytes = 256L * 1024 * 1024;

    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "Which program's files these are: policyguard.", HelpName = "program", Required = true };
        from.AcceptOnlyFromAmong("policyguard");
        var folder = new Argument<string>("folder") { Description = "The folder with agents.json, policies.json, audit_log.json and incidents.json." };
        var dry = new Option<bool>("--dry-run") { Description = "Read and check everything, change nothing." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand(
            "import",
            "Take over agents, policies, incidents and the audit log of another program. Its files stay as they are.",
            "policyguard import --from policyguard data --dry-run",
            "policyguard import --from policyguard data")
        {
            from, folder, dry, json,
        };
        StoreCommand.SetAction(command, existingOnly: false, async (parsed, desk, ct) =>
        {
            if (Read(parsed.GetValue(folder)!) is not { } files || PolicyActCommand.Files(desk) is not { } inForce)
            {
                return ExitCodes.Usage;
            }

            var import = new SeedImport(desk.Services, await desk.PoliciesAsync(inForce, ct));
            var report = await import.RunAsync(desk.Actor, files, parsed.GetValue(dry), ct);
            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => Write(writer, report, parsed.GetValue(dry)));
            }
            else
            {
                Print(report, parsed.GetValue(dry));
            }

            return report.IsWhole ? ExitCodes.Ok : ExitCodes.NotOk;
        });
        return command;
    }

    private static SeedFiles? Read(string folder)
    {
        try
        {
            var texts = SeedFiles.Names.ToDictionary(static name => name, name => ReadFile(Path.Combine(folder, name)));
            if (texts.Values.All(static text => text is null))
            {
                Starting.Log($"{folder} holds none of {string.Join(", ", SeedFiles.Names)}");
                return null;
            }

            return new SeedFiles { Agents = texts["agents.json"], Policies = texts["policies.json"], Incidents = texts["incidents.json"], AuditLog = texts["audit_log.json"] };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Starting.Log(fault.Message);
            return null;
        }
    }

    private static ReadOnlyMemory<byte>? ReadFile(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        return new FileInfo(path).Length <= MostBytes ? File.ReadAllBytes(path) : throw new IOException($"{path} is larger than {MostBytes} bytes");
    }

    private static void Print(ImportReport report, bool dry)
    {
        foreach (var section in report.Sections)
        {
            Console.Out.WriteLine(section.IsThere
                ? $"{section.File}: {section.Found} found, {section.Taken} {(dry ? "would be taken" : "taken")}, {section.Kept} here already, {section.Failed.Count} not taken"
                : $"{section.File}: not there");
            foreach (var line in section.Failed)
            {
                Console.Out.WriteLine(SafeText.Of($"  not taken: {line}"));
            }

            foreach (var line in section.Odd)
            {
                Console.Out.WriteLine(SafeText.Of($"  look at: {line}"));
            }
        }
    }

    private static void Write(Utf8JsonWriter json, ImportReport report, bool dry)
    {
        json.WriteStartObject();
        json.WriteBoolean("dry_run", dry);
        json.WriteBoolean("whole", report.IsWhole);
        json.WriteStartObject("files");
        foreach (var section in report.Sections)
        {
            json.WriteStartObject(section.File);
            json.WriteBoolean("there", section.IsThere);
            json.WriteNumber("found", section.Found);
            json.WriteNumber("taken", section.Taken);
            json.WriteNumber("kept", section.Kept);
            Texts(json, "not_taken", section.Failed);
            Texts(json, "odd", section.Odd);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
