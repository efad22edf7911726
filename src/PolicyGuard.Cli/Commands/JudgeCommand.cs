using System.CommandLine;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard judge</c>.</summary>
internal static class JudgeCommand
{
    public static Command Create() => new("judge", "Ask the model that judges what intent leaves undecided.")
    {
        JudgeTestCommand.Create(),
    };
}
