using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Composition;

/// <summary>Writes down what an operator did on the command line.</summary>
internal static class Acts
{
    /// <summary>Appends an event in the name of the user who runs the program. A fault goes to standard error.</summary>
    public static async Task RecordAsync(SqliteStore store, DurabilityMode durability, string reason, string message)
    {
        var gate = new Gate.Gate(
            new GateServices
            {
                Rules = new RuleSetHolder(RuleSet.WithoutPolicies(Effect.Deny)),
                Agents = store.Agents,
                Keys = store.Keys,
                Approvals = store.Approvals,
                Incidents = store.Incidents,
                Ledger = new Ledger.Ledger(store.Ledger, durability),
                Clock = TimeProvider.System,
                OnFault = Console.Error.WriteLine,
            },
            new GateOptions());
        await gate.RecordEventAsync(reason, message, $"cli:{Environment.UserName}");
    }
}
