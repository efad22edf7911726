using System.CommandLine;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard policy</c>.</summary>
internal static class PolicyCommand
{
    public static Command Create() => new("policy", "Look at policies.")
    {
        PolicyCheckCommand.Create("check", hidden: false),
        PolicyTestCommand.Create(),
        PolicyExplainCommand.Create(),
    };

    /// <summary>The argument of the commands that look at files.</summary>
    public static Argument<string[]> Paths() => new("path")
    {
        Description = "Policy files, and folders of them.", Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The option for the default that files are joined with.</summary>
    public static Option<string?> DefaultAction()
    {
        var option = new Option<string?>("--default-action")
        {
            Description = "What a call that no rule matches gets, unless a policy says something stricter. Default: deny, unless a policy says something.",
            HelpName = "effect",
        };
        option.AcceptOnlyFromAmong([.. Calls.Effects.Names]);
        return option;
    }
}
