using PolicyGuard.Calls;

namespace PolicyGuard.Gate;

/// <summary>The operator's choices that the gate itself needs.</summary>
public sealed record GateOptions
{
    /// <summary>The most trust that a merely claimed agent id can have; null means that claims carry their registered trust (single user, no keys configured).</summary>
    public TrustLevel? MaxClaimedTrust { get; init; }

    /// <summary>The largest arguments, in bytes, of which the ledger keeps a redacted copy; of larger ones it keeps the digest and the size. Default 64 KiB.</summary>
    public int MaxLoggedArguments { get; init; } = 64 * 1024;

    /// <summary>How long an approval that was asked for can be answered and used. Default 1 h.</summary>
    public TimeSpan ApprovalLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Refusals of one agent, rule and target within this time are one incident. Default 10 min.</summary>
    public TimeSpan IncidentWindow { get; init; } = TimeSpan.FromMinutes(10);
}
