using PolicyGuard.Governance.Incidents;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>What administrative acts stand on. Everything is required: a missing part fails at start, not at an act.</summary>
public sealed record GovernanceServices
{
    /// <summary>The gate, for advice.</summary>
    public required Gate.Gate Gate { get; init; }

    /// <summary>Who is who.</summary>
    public required IAgentStore Agents { get; init; }

    /// <summary>The API keys.</summary>
    public required IKeyStore Keys { get; init; }

    /// <summary>Policies made at run time.</summary>
    public required IPolicyStore Policies { get; init; }

    /// <summary>Violations.</summary>
    public required IIncidentStore Incidents { get; init; }

    /// <summary>Humans' answers.</summary>
    public required IApprovalStore Approvals { get; init; }

    /// <summary>The log, to write acts into.</summary>
    public required Ledger.Ledger Ledger { get; init; }

    /// <summary>The log, to read.</summary>
    public required ILedgerStore Log { get; init; }

    /// <summary>The log, to count and to search.</summary>
    public required ILedgerIndex Index { get; init; }

    /// <summary>When incidents suspend an agent.</summary>
    public SuspensionOptions Suspension { get; init; } = new();

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Hears of faults that a caller is not told in full. Must not throw.</summary>
    public required Action<string> OnFault { get; init; }
}
