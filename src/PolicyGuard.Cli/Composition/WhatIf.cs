using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;
using PolicyGuard.Taint;

namespace PolicyGuard.Cli.Composition;

/// <summary>
/// What the gate would say of a call. It is the real gate, on stores that write nothing: an explanation must not register an agent, ask a
/// human or open an incident, and must not be a second opinion either.
/// </summary>
internal sealed class WhatIf(RuleSetHolder rules, string dataFolder, OwnFiles ownFiles, TimeProvider clock)
{
    /// <summary>Looks at the arguments.</summary>
    public Scanner Scanner { get; init; } = new();

    /// <summary>Asks.</summary>
    /// <param name="call">The call.</param>
    /// <param name="trust">The trust to assume, or null for the agent's own.</param>
    /// <param name="labels">Labels that the arguments carry beside those that are found in them.</param>
    /// <param name="maxClaimedTrust">The operator's cap on trust.</param>
    /// <param name="ct">Cancels the look-up of the agent.</param>
    /// <exception cref="StoreException">The data folder has a store that cannot be read.</exception>
    public async Task<Answer> AskAsync(ToolCall call, TrustLevel? trust, LabelSet labels, TrustLevel? maxClaimedTrust, CancellationToken ct)
    {
        await using var store = File.Exists(Path.Combine(dataFolder, "policyguard.db")) ? SqliteStore.OpenReadOnly(dataFolder, clock) : null;
        var known = store is not null && call.Agent.Id.Length > 0 ? await store.Agents.FindAsync(call.Agent.Id, ct) : null;
        var gate = new Gate.Gate(
            new GateServices
            {
                Rules = rules,
                Agents = new DryAgents(store?.Agents, agent => trust is { } assumed ? agent with { Trust = assumed } : agent),
                Keys = store?.Keys ?? new NoKeys(),
                Approvals = new DryApprovals(),
                Incidents = new DryIncidents(),
                Scanner = Scanner,
                Ledger = new Ledger.Ledger(new DryLedger(), DurabilityMode.Normal),
                Clock = clock,
                OwnFiles = ownFiles,
                OnFault = Console.Error.WriteLine,
            },
            new GateOptions { MaxClaimedTrust = trust ?? maxClaimedTrust });
        var decision = await gate.AdviseAsync(call, ct);
        var trace = rules.Current.Explain(new RuleQuery
        {
            Target = call.Target,
            Upstream = call.Upstream,
            ActionType = call.ActionType,
            Trust = decision.Trust ?? TrustLevel.Low,
            Arguments = call.Arguments,
            Labels = decision.Labels.Union(labels),
            Context = call.Context,
        });
        return new Answer(decision, trace, known);
    }

    /// <summary>The gate's decision, how the rules came to theirs, and the agent where it is registered.</summary>
    internal sealed record Answer(Decision Decision, RuleTrace Trace, Agent? Agent)
    {
        /// <summary>The stricter of both: labels that were only assumed on the command line are known to the rules alone.</summary>
        public Effect Effect => Effects.Strictest(Decision.Effect, Trace.Verdict.Effect);

        /// <summary>Whether the rules, with the assumed labels, were stricter than the gate without them.</summary>
        public bool ByLabels => Trace.Verdict.Effect > Decision.Effect;
    }
}
