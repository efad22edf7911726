using System.CommandLine;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard config keys</c>: the reference, from the table that also loads and checks.</summary>
internal static class ConfigKeysCommand
{
    public static Command Create()
    {
        var markdown = new Option<bool>("--markdown") { Description = "Print the tables of docs/gateway.md." };
        var command = new ShownCommand("keys", "List every key: what it takes, its default, what it does.", "policyguard config keys") { markdown };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(markdown))
            {
                Console.Out.Write(KeyTables.Markdown());
                return ExitCodes.Ok;
            }

            foreach (var key in ConfigKeys.Available)
            {
                Console.Out.WriteLine($"{key.Name} = {key.Default ?? "(not set)"}");
                Console.Out.WriteLine($"    {key.Doc.Replace("`", "", StringComparison.Ordinal)}");
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
