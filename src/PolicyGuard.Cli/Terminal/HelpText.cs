using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace PolicyGuard.Cli.Terminal;

/// <summary>Help as the library writes it, followed by examples where a command has some.</summary>
internal sealed class HelpText : SynchronousCommandLineAction
{
    private readonly HelpAction _plain;

    private HelpText(HelpAction plain) => _plain = plain;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Replaces the action of the help option.</summary>
    public static void Install(RootCommand root)
    {
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            if (help.Action is HelpAction plain)
            {
                help.Action = new HelpText(plain);
            }
        }
    }

    /// <summary>The command's words as they are typed.</summary>
    public static string PathOf(CommandResult result)
    {
        var words = new List<string>();
        for (SymbolResult? at = result; at is CommandResult command; at = at.Parent)
        {
            words.Add(command.Command is RootCommand ? "policyguard" : command.Command.Name);
        }

        words.Reverse();
        return string.Join(' ', words);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = _plain.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ShownCommand { Examples: { Count: > 0 } examples })
        {
            Console.Out.WriteLine("Examples:");
            foreach (var example in examples)
            {
                Console.Out.WriteLine($"  {example}");
            }
        }

        return code;
    }
}
