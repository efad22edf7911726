using System.CommandLine;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard tools</c>.</summary>
internal static class ToolCommand
{
    public static Command Create()
    {
        var command = new Command("tools", "Look at the definitions of tools, what is wrong with them and how they changed; accept them.")
        {
            ToolListCommand.Create(),
            ToolInspectCommand.Create(),
            ToolDiffCommand.Create(),
            ToolAcceptCommand.Create(),
        };
        command.Aliases.Add("tool");
        return command;
    }
}
