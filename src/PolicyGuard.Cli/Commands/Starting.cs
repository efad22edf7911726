using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Registry;

namespace PolicyGuard.Cli.Commands;

/// <summary>What the commands that run the gate have in common before they do.</summary>
internal static class Starting
{
    /// <summary>The policies of a configuration, their faults told on standard error; null where there is an error.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="stored">The policies made at run time that are joined with them, if any.</param>
    public static Policies? Policies(PolicyOptions options, IReadOnlyList<StoredPolicy>? stored = null)
    {
        var policies = Composition.Policies.Load(options.Paths, options.DefaultAction);
        policies = stored is null ? policies : policies.With(stored, options.DefaultAction);
        foreach (var fault in policies.Diagnostics)
        {
            Console.Error.WriteLine(SafeText.Of(fault.ToString()));
        }

        return policies.Rules is null ? null : policies;
    }

    /// <summary>The policies of a configuration and its intent policies, their faults and that of the judge told on standard error; null where there is an error.</summary>
    public static Policies? Policies(ProgramOptions options)
    {
        var intent = IntentPolicies.Load(options.Intent);
        foreach (var fault in intent.Diagnostics)
        {
            Console.Error.WriteLine(SafeText.Of(fault.ToString()));
        }

        if (Judges.Fault(options.Judge, Machine.Variables()) is { } keyless)
        {
            Log(keyless);
            return null;
        }

        var policies = Policies(options.Policy);
        return intent.Set is null || policies is null ? null : policies with { Intent = intent };
    }

    /// <summary>Whether a configuration may start programs: it was named, is the user's own, or lies in a folder that the user trusts. If not, says why.</summary>
    public static bool MayUse(ConfigOptions.Loaded loaded)
    {
        if (loaded.Found is not { } file)
        {
            return true;
        }

        try
        {
            if (!IsTrusted(loaded))
            {
                Log($"{file} names programs and servers, and you have not said that you trust this folder: a cloned project must not start programs by being there.\n"
                    + $"Read the file, then: {Machine.Program} config trust\n"
                    + $"Or, for this once: {Machine.Program} serve --config {ShellWord(loaded.File!)}");
                return false;
            }

            if (ConfigTrust.Exposed(file) is { } exposed)
            {
                Log($"every user of this machine may change {exposed}, which names programs that are started: chmod o-w {ShellWord(exposed)}");
                return false;
            }

            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log($"whether {file} is trusted cannot be read: {fault.Message}");
            return false;
        }
    }

    /// <summary>Whether a configuration needs no trust or has it, as <see cref="MayUse"/> asks.</summary>
    /// <exception cref="IOException">The list of trusted folders cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The list of trusted folders cannot be read.</exception>
    public static bool IsTrusted(ConfigOptions.Loaded loaded) => loaded.Found is not { } file || new ConfigTrust(Machine.Home()).Holds(file);

    private static string ShellWord(string text) =>
        text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+') ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>A line for the operator.</summary>
    public static void Log(string line) => Console.Error.WriteLine($"policyguard: {string.Join("\n  ", line.Split('\n').Select(static part => SafeText.Of(part)))}");
}
