using System.CommandLine;
using System.CommandLine.Invocation;
using PolicyGuard.Cli.Commands;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Text;

namespace PolicyGuard.Cli;

/// <summary>Reads the command line and runs the command it names.</summary>
internal static class CommandLine
{
    /// <summary>The commands, in the order in which help lists them.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("PolicyGuard decides by policy what tool calls of AI agents may do, and writes every decision down.")
        {
            HelpName = "policyguard",
        };
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(WrapCommand.Create());
        root.Subcommands.Add(GovernanceCommand.Create());
        root.Subcommands.Add(DemoCommand.Create());
        root.Subcommands.Add(InitCommand.Create());
        root.Subcommands.Add(PolicyCommand.Create());
        root.Subcommands.Add(IntentCommand.Create());
        root.Subcommands.Add(JudgeCommand.Create());
        root.Subcommands.Add(ToolCommand.Create());
        root.Subcommands.Add(DetectorsCommand.Create());
        root.Subcommands.Add(AgentCommand.Create());
        root.Subcommands.Add(KeyCommand.Create());
        root.Subcommands.Add(ApprovalCommand.Create());
        root.Subcommands.Add(ResultsCommand.Create());
        root.Subcommands.Add(FlowCommand.Create());
        root.Subcommands.Add(IncidentCommand.Create());
        root.Subcommands.Add(ComplianceCommand.Create());
        root.Subcommands.Add(AuditCommand.Create());
        root.Subcommands.Add(TraceCommand.Create());
        root.Subcommands.Add(ReplayCommand.Create());
        root.Subcommands.Add(ImportCommand.Create());
        root.Subcommands.Add(ScanCommand.Create());
        root.Subcommands.Add(ConfigCommand.Create());
        root.Subcommands.Add(CompletionCommand.Create());
        root.Subcommands.Add(VersionCommand.Create());
        root.Subcommands.Add(PolicyCheckCommand.Create("validate-policy", hidden: true));
        root.Subcommands.Add(AuditQueryCommand.Create("audit-query", hidden: true));
        root.Subcommands.Add(AuditVerifyCommand.Create("audit-verify", hidden: true));
        root.Subcommands.Add(TraceListCommand.Create("trace-list", hidden: true));
        root.Subcommands.Add(TraceExportCommand.Create("trace-export", hidden: true));
        root.Subcommands.Add(ConfigShowCommand.Create("config-show", hidden: true));
        BareStart.Install(root);
        HelpText.Install(root);
        return root;
    }

    /// <summary>Runs one command line.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        // `@file` stays what it is: an argument of a wrapped program may begin so.
        var parsed = Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Action is ParseErrorAction || (parsed.Action is null && parsed.Errors.Count > 0))
        {
            return Complain(parsed);
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(15),
            });
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
    }

    private static int Complain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        foreach (var message in parsed.Errors.Select(static error => error.Message).Distinct())
        {
            Console.Error.WriteLine($"policyguard: {message.TrimEnd('.')}");
        }

        var known = command.Subcommands.Where(static sub => !sub.Hidden).Select(static sub => sub.Name)
            .Concat(command.Options.Where(static option => !option.Hidden).Select(static option => option.Name)).ToList();
        foreach (var near in parsed.UnmatchedTokens.Select(token => Suggestion.Nearest(token, known)).OfType<string>().Distinct())
        {
            Console.Error.WriteLine($"policyguard: did you mean `{near}`?");
        }

        var path = HelpText.PathOf(parsed.CommandResult);
        Console.Error.WriteLine($"Try `{path} --help`.");
        return ExitCodes.Usage;
    }
}
