using System.CommandLine;
using PolicyGuard.Cli.Terminal;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard completion bash|zsh|fish|pwsh</c>.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "The shell: bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.Shells]);
        var command = new ShownCommand(
            "completion",
            "Print a script that completes commands, options and values in your shell.",
            "source <(policyguard completion bash)",
            "policyguard completion fish > ~/.config/fish/completions/policyguard.fish")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            Console.Out.Write(CompletionScripts.For(parsed.GetValue(shell)!));
            return ExitCodes.Ok;
        });
        return command;
    }
}
