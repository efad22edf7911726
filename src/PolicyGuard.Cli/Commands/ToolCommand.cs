using System.CommandLine;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard tool</c>.</summary>
internal static class ToolCommand
{
    public static Command Create() => new("tool", "Look at the pinned definitions of tools; accept changed ones.")
    {
        ToolListCommand.Create(),
        ToolAcceptCommand.Create(),
    };
}
