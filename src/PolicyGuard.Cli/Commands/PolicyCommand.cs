using System.CommandLine;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard policy</c>.</summary>
internal static class PolicyCommand
{
    public static Command Create() => new("policy", "Look at policies; make, change and take back those that are made at run time.")
    {
        PolicyCheckCommand.Create("check", hidden: false),
        PolicyTestCommand.Create(),
        PolicyExplainCommand.Create(),
        PolicyListCommand.Create(),
        PolicyShowCommand.Create(),
        PolicyHistoryCommand.Create(),
        PolicyCreateCommand.Create(),
        PolicyActCommand.Enable(),
        PolicyActCommand.Disable(),
        PolicyActCommand.Rollback(),
        PolicyExportCommand.Create(),
    };

    /// <summary>The argument of the commands that look at one policy made at run time.</summary>
    public static Argument<string> Id() => new("id") { Description = "The policy's id, as `policy list` shows it." };

    /// <summary>The option of the commands that look at files, to look at them as they stand beside what was made at run time.</summary>
    public static Option<bool> Stored() => new("--stored") { Description = "Together with the policies made at run time in the data folder." };

    /// <summary>The policies made at run time of the configured data folder; null, its fault told, where they cannot be read.</summary>
    public static async Task<(IReadOnlyList<StoredPolicy>? Stored, int Exit)> StoredAsync(ParseResult parsed, ConfigOptions options, CancellationToken ct)
    {
        if (options.Load(parsed, withoutUpstreams: true).Options is not { } loaded)
        {
            return (null, ExitCodes.Usage);
        }

        try
        {
            return (await StoredPolicies.ReadAsync(loaded.DataFolder, ct), ExitCodes.Ok);
        }
        catch (Exception fault) when (fault is StoreException or RegistryException)
        {
            Starting.Log(fault.Message);
            return (null, ExitCodes.Unavailable);
        }
    }

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
