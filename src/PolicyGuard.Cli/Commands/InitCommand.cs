using System.CommandLine;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Rules;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard init</c>. What is there already is never written over.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("dir") { Description = "The project's folder.", DefaultValueFactory = static _ => "." };
        var profile = new Option<string>("--profile")
        {
            Description = "The policy to begin with: starter allows by default with protections on, strict denies by default, minimal is the least.",
            DefaultValueFactory = static _ => "starter",
        };
        profile.AcceptOnlyFromAmong([.. StarterPolicies.Profiles]);
        var command = new ShownCommand(
            "init",
            "Write a configuration and a policy to change. Existing files stay as they are.",
            "policyguard init",
            "policyguard init my-project --profile strict")
        {
            folder, profile,
        };
        command.SetAction(parsed =>
        {
            try
            {
                Run(parsed.GetValue(folder)!, parsed.GetValue(profile)!);
                return ExitCodes.Ok;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"policyguard: {fault.Message}");
                return ExitCodes.Unavailable;
            }
        });
        return command;
    }

    private static void Run(string folder, string profile)
    {
        var ours = Path.Combine(folder == "." ? "" : folder, ConfigFile.FolderName);
        var policy = Path.Combine(ours, "policies", StarterPolicies.FileName(profile));
        var config = Path.Combine(ours, ConfigFile.FileName);
        Directory.CreateDirectory(Path.GetDirectoryName(policy)!);
        Write(policy, StarterPolicies.Read(profile));
        if (Write(config, ConfigTemplate.Text))
        {
            Trust(config);
        }
        else if (ConfigFile.Read(null, Path.GetFullPath(folder), Machine.Home()).Found is { } found && !new ConfigTrust(Machine.Home()).Holds(found))
        {
            Console.Out.WriteLine($"       serve does not use it before you say so: read it, then `policyguard config trust{(folder == "." ? "" : $" {folder}")}`");
        }

        Console.Out.WriteLine($"""

            Next:
              1. Name your tool servers under `upstreams:` in {config}
              2. policyguard policy test {policy}
              3. policyguard serve{(folder == "." ? "" : $"    (in {folder})")}
            """);
    }

    // Opened for creating only, so that a file which appears in between is kept as well.
    // Whoever writes a configuration here means it.
    private static void Trust(string config)
    {
        try
        {
            new ConfigTrust(Machine.Home()).Add(Path.GetFullPath(config));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Starting.Log($"that you trust this folder could not be noted ({fault.Message}); start with `serve --config {config}`");
        }
    }

    private static bool Write(string path, string text)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            using var writer = new StreamWriter(stream);
            writer.Write(text);
            Console.Out.WriteLine($"wrote  {path}");
            return true;
        }
        catch (IOException) when (Path.Exists(path))
        {
            Console.Out.WriteLine($"kept   {path} (it was there already)");
            return false;
        }
    }
}
