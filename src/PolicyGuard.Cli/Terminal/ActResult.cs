using PolicyGuard.Calls;
using PolicyGuard.Governance;

namespace PolicyGuard.Cli.Terminal;

/// <summary>Tells on standard error what became of an administrative act.</summary>
internal static class ActResult
{
    /// <summary>Tells why nothing was done, and gives the exit code that says so.</summary>
    public static int Refused<T>(Outcome<T> outcome)
        where T : class
    {
        var refusal = outcome.Refusal!;
        foreach (var line in outcome.Errors.Count > 0 ? outcome.Errors : [refusal.Message])
        {
            Console.Error.WriteLine($"policyguard: {SafeText.Of(line)} ({refusal.Reason})");
        }

        return refusal.Reason switch
        {
            Reasons.LedgerUnavailable or Reasons.RegistryUnavailable => ExitCodes.Unavailable,
            Reasons.ActInvalid when outcome.Errors.Count > 0 => ExitCodes.Usage,
            _ => ExitCodes.NotOk,
        };
    }

    /// <summary>Tells what is doubtful.</summary>
    public static void Warn(IReadOnlyList<string> warnings)
    {
        foreach (var warning in warnings)
        {
            Console.Error.WriteLine($"policyguard: warning: {SafeText.Of(warning)}");
        }
    }
}
