using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Cli.Commands;

/// <summary>What the commands that run the gate have in common before they do.</summary>
internal static class Starting
{
    /// <summary>The policies of a configuration, their faults told on standard error; null where there is an error.</summary>
    public static Policies? Policies(PolicyOptions options)
    {
        var policies = Composition.Policies.Load(options.Paths, options.DefaultAction);
        foreach (var fault in policies.Diagnostics)
        {
            Console.Error.WriteLine(SafeText.Of(fault.ToString()));
        }

        return policies.Rules is null ? null : policies;
    }

    /// <summary>A line for the operator.</summary>
    public static void Log(string line) => Console.Error.WriteLine($"policyguard: {string.Join("\n  ", line.Split('\n').Select(static part => SafeText.Of(part)))}");
}
