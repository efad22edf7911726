using PolicyGuard.Calls;

namespace PolicyGuard.Gate;

/// <summary>The operator's choices that the gate itself needs.</summary>
public sealed record GateOptions
{
    /// <summary>The most trust that a merely claimed agent id can have; null means the trust it is registered with, and <c>low</c> as soon as API keys are configured.</summary>
    public TrustLevel? MaxClaimedTrust { get; init; }

    /// <summary>The largest arguments, in bytes, of which the ledger keeps a redacted copy; and a sealed one where there is a vault; of larger ones it keeps the digest and the size. Default 64 KiB.</summary>
    public int MaxLoggedArguments { get; init; } = 64 * 1024;

    /// <summary>Whether arguments are kept sealed, where there is a vault. Default yes.</summary>
    public bool KeepArguments { get; init; } = true;

    /// <summary>Whether results are kept sealed as well, where there is a vault. Default no.</summary>
    public bool KeepResults { get; init; }

    /// <summary>The largest result, in bytes, that is kept sealed. Default 1 MiB.</summary>
    public int MaxKeptResult { get; init; } = 1024 * 1024;

    /// <summary>How long an approval that was asked for can be answered and used, and how long a no stands. Default 1 h.</summary>
    public TimeSpan ApprovalLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a call waits for a human where its way in can wait; zero refuses at once. Default 2 min.</summary>
    public TimeSpan ApprovalWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a waiting caller is told that it goes on. Default 5 s.</summary>
    public TimeSpan ApprovalHeartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most unanswered approvals of one agent: a loop does not bury a human in questions. Default 50.</summary>
    public int MostPendingApprovals { get; init; } = 50;

    /// <summary>What has to be done about what is found in results, where no rule says otherwise.</summary>
    public Obligations Results { get; init; } = Obligations.Default;

    /// <summary>Refusals of one agent, rule and target within this time are one incident. Default 10 min.</summary>
    public TimeSpan IncidentWindow { get; init; } = TimeSpan.FromMinutes(10);
}
