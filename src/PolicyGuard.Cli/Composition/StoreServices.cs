using PolicyGuard.Gateway.Config;
using PolicyGuard.Governance;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Composition;

/// <summary>What administrative acts stand on, where the store is SQLite.</summary>
internal static class StoreServices
{
    public static GovernanceServices Of(SqliteStore store, Gate.Gate gate, Ledger.Ledger ledger, ProgramOptions options, TimeProvider clock, Action<string> log) => new()
    {
        Gate = gate,
        Agents = store.Agents,
        Keys = store.Keys,
        Policies = store.Policies,
        Incidents = store.Incidents,
        Approvals = store.Approvals,
        Ledger = ledger,
        Log = store.Ledger,
        Index = store.Index,
        Suspension = options.Suspension,
        Clock = clock,
        OnFault = log,
    };
}
