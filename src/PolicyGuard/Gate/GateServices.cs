using PolicyGuard.Envelopes;
using PolicyGuard.Gate.Results;
using PolicyGuard.Gate.Judging;
using PolicyGuard.Ledger.Sealing;
using PolicyGuard.Limits;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Taint;

namespace PolicyGuard.Gate;

/// <summary>What the gate stands on. Everything is required: a missing part fails at start, not at a call.</summary>
public sealed record GateServices
{
    /// <summary>The rule set in force.</summary>
    public required RuleSetHolder Rules { get; init; }

    /// <summary>Who is who.</summary>
    public required IAgentStore Agents { get; init; }

    /// <summary>The API keys: whether there are any, and whether a caller's is still good.</summary>
    public required IKeyStore Keys { get; init; }

    /// <summary>Humans' answers.</summary>
    public required IApprovalStore Approvals { get; init; }

    /// <summary>Violations.</summary>
    public required IIncidentStore Incidents { get; init; }

    /// <summary>Where calls run, for their envelopes; made once.</summary>
    public EnvironmentSnapshot Environment { get; init; } = EnvironmentSnapshot.None;

    /// <summary>
    /// The workspace's root at this moment (<see cref="WorkspaceRoot"/>), asked before each call runs; null gives none. It must be quick; where
    /// it throws, the envelope says <see cref="EnvironmentFacts.UnknownWorkspace"/>.
    /// </summary>
    public Func<string?>? Workspace { get; init; }

    /// <summary>Looks at what goes in and what comes out. Default: with the detectors that come with the program.</summary>
    public Scanner Scanner { get; init; } = new();

    /// <summary>The log.</summary>
    public required Ledger.Ledger Ledger { get; init; }

    /// <summary>Seals the arguments of calls, so that they can be replayed; null where the operator keeps them redacted only.</summary>
    public Vault? Vault { get; init; }

    /// <summary>The intent policies and the paths of flows; null where nobody declares an intent.</summary>
    public IntentServices? Intent { get; init; }

    /// <summary>Keeps results back for a human; null where nobody could release them: then they are blocked instead.</summary>
    public Quarantine? Quarantine { get; init; }

    /// <summary>Who is asked about calls that intent leaves undecided; null where nobody is, and then they run.</summary>
    public JudgeServices? Judge { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Rate limits, or null where the operator set none.</summary>
    public TokenBuckets? RateLimit { get; init; }

    /// <summary>Keeps what flows remember for other processes and the next start; null where only this process remembers it.</summary>
    public FlowArchive? FlowArchive { get; init; }

    /// <summary>What flows remember; null where nothing is followed from call to call.</summary>
    public FlowBook? Flows { get; init; }

    /// <summary>The gate's own files, which no call may name; null where there are none, because nothing of the gate's lies on a disk.</summary>
    public OwnFiles? OwnFiles { get; init; }

    /// <summary>
    /// Hears of each refusal that counts towards an agent's suspension, after it was recorded and before the call is answered. Must not throw.
    /// </summary>
    public Func<Incident, ValueTask> OnStrike { get; init; } = static _ => ValueTask.CompletedTask;

    /// <summary>Hears of faults that the caller is not told in full: a ledger that cannot be written, a step that threw. Must not throw.</summary>
    public required Action<string> OnFault { get; init; }
}
