using System.CommandLine;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard config trust</c>.</summary>
internal static class ConfigTrustCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("dir") { Description = "The project's folder.", DefaultValueFactory = static _ => "." };
        var remove = new Option<bool>("--remove") { Description = "Trust it no longer." };
        var command = new ShownCommand(
            "trust",
            "Let `serve` use the configuration of a project's folder: it names programs that are started. `init` does this for what it writes.",
            "policyguard config trust",
            "policyguard config trust ../cloned-project --remove")
        {
            folder, remove,
        };
        command.SetAction(parsed =>
        {
            try
            {
                return Run(Path.GetFullPath(parsed.GetValue(folder)!), parsed.GetValue(remove));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                Starting.Log(fault.Message);
                return ExitCodes.Unavailable;
            }
        });
        return command;
    }

    private static int Run(string folder, bool remove)
    {
        if (ConfigFile.Read(null, folder, Machine.Home()).Found is not { } file)
        {
            Starting.Log($"there is no {ConfigFile.FolderName}/{ConfigFile.FileName} in {folder} that would have to be trusted");
            return ExitCodes.NotOk;
        }

        var trust = new ConfigTrust(Machine.Home());
        var changed = remove ? trust.Remove(file) : trust.Add(file);
        Console.Out.WriteLine(SafeText.Of((remove, changed) switch
        {
            (false, true) => $"trusted  {file}",
            (false, false) => $"trusted  {file} (it was already)",
            (true, true) => $"removed  {file}",
            _ => $"removed  {file} (it was not trusted)",
        }));
        return ExitCodes.Ok;
    }
}
