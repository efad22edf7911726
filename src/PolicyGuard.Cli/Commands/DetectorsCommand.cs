using System.CommandLine;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Taint;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard detectors</c>.</summary>
internal static class DetectorsCommand
{
    public static Command Create()
    {
        var command = new Command("detectors", "See and try what finds secrets, personal data and instructions in texts.") { DetectorsListCommand.Create(), DetectorsTestCommand.Create() };
        command.Aliases.Add("detector");
        return command;
    }

    /// <summary>The detectors in force, their faults told on standard error; null where there is an error.</summary>
    public static DetectorSet? Load(DetectorOptions options)
    {
        var faults = new List<Diagnostic>();
        var set = DetectorFiles.Load(options, faults);
        foreach (var fault in faults)
        {
            Console.Error.WriteLine(SafeText.Of(fault.ToString()));
        }

        return set;
    }
}
