using PolicyGuard.Calls;
using PolicyGuard.Gateway.Health;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway;

/// <summary>What the gateway stands on beside the gate.</summary>
public sealed record GatewayServices
{
    /// <summary>Where tool definitions are pinned.</summary>
    public required IToolPinStore Pins { get; init; }

    /// <summary>The API keys.</summary>
    public required IKeyStore Keys { get; init; }

    /// <summary>Who a client on stdio is: the process that started us, or whom the key proves that it gave us.</summary>
    public Caller StdioCaller { get; init; } = Caller.Local;

    /// <summary>Hears of faults, one line each, for the operator. Must not throw.</summary>
    public required Action<string> OnFault { get; init; }

    /// <summary>Where approvals are answered; null where nobody can answer through the gateway.</summary>
    public ApprovalDesk? Approvals { get; init; }

    /// <summary>The secret that opens the HTTP API to the person who can read the data folder; null where it stays closed to all but keys.</summary>
    public string? OperatorToken { get; init; }

    /// <summary>The log for those who check it; null where it is not served.</summary>
    public PublicationDesk? Log { get; init; }

    /// <summary>What the governance tools stand on; null where they are not offered.</summary>
    public GovernanceServices? Governance { get; init; }

    /// <summary>What decides in this process, for policies that the governance tools make; null where they are not offered.</summary>
    public RulesInForce? Rules { get; init; }

    /// <summary>Flows that people opened, and what users said in them; null where there are none.</summary>
    public FlowDesk? Flows { get; init; }

    /// <summary>What else the health report tells.</summary>
    public IReadOnlyList<HealthProbe> Probes { get; init; } = [];
}
