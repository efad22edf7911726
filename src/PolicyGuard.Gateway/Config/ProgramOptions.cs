using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gate.Results;
using PolicyGuard.Governance.Incidents;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Limits;
using PolicyGuard.Taint.Custom;
using PolicyGuard.Taint.Flow;

namespace PolicyGuard.Gateway.Config;

/// <summary>The whole configuration, read, checked and merged.</summary>
public sealed record ProgramOptions
{
    /// <summary>Folder of the database; absolute.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The gateway.</summary>
    public required GatewayOptions Gateway { get; init; }

    /// <summary>Whether <c>serve</c> serves the process that started it on standard input and output, instead of many clients over HTTP.</summary>
    public bool OnStdio { get; init; }

    /// <summary>Where policies come from.</summary>
    public required PolicyOptions Policy { get; init; }

    /// <summary>What changes the detectors.</summary>
    public DetectorOptions Detectors { get; init; } = new([], new DetectorSources());
    /// <summary>Which intent policies are in force, and where they come from.</summary>
    public IntentOptions Intent { get; init; } = IntentOptions.None;

    /// <summary>Which model judges calls that intent leaves undecided; null where none does.</summary>
    public JudgeSettings? Judge { get; init; }

    /// <summary>What ledger entries survive.</summary>
    public required DurabilityMode Durability { get; init; }

    /// <summary>How often checkpoints are published.</summary>
    public PublishingOptions Publishing { get; init; } = PublishingOptions.Default;

    /// <summary>Folder of the private keys that sign for the log, absolute; null means <c>keys</c> in the data folder.</summary>
    public string? KeysFolder { get; init; }

    /// <summary>Environment variables whose digests envelopes say.</summary>
    public IReadOnlyList<string> EnvelopeVariables { get; init; } = [];

    /// <summary>Folder whose files are hashed before each call, absolute; null hashes none.</summary>
    public string? EnvelopeWorkspace { get; init; }

    /// <summary>Signing with an identity.</summary>
    public KeylessSettings Keyless { get; init; } = new();

    /// <summary>Whether arguments are kept sealed beside the log.</summary>
    public bool KeepArguments { get; init; } = true;

    /// <summary>Whether results are kept sealed beside the log.</summary>
    public bool KeepResults { get; init; }

    /// <summary>Globs over the names of tools that are run again without asking.</summary>
    public IReadOnlyList<string> Replayable { get; init; } = [];

    /// <summary>Where entries of the audit log are shipped to.</summary>
    public IReadOnlyList<ShipOptions> Ship { get; init; } = [];

    /// <summary>Most trust of an agent id that nothing proved; null means the trust it is registered with.</summary>
    public TrustLevel? MaxClaimedTrust { get; init; }

    /// <summary>How long a call waits for a human; zero refuses at once.</summary>
    public required TimeSpan ApprovalWait { get; init; }

    /// <summary>How long an approval can be answered and used.</summary>
    public required TimeSpan ApprovalLifetime { get; init; }

    /// <summary>What is done about what is found in results, where no rule says otherwise.</summary>
    public Obligations Results { get; init; } = Obligations.Default;

    /// <summary>Bounds of what is kept back for a human.</summary>
    public QuarantineOptions Quarantine { get; init; } = new();

    /// <summary>How flows are kept.</summary>
    public FlowArchiveOptions Flows { get; init; } = new();

    /// <summary>How long repeats of a refusal are one incident.</summary>
    public TimeSpan IncidentWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>When incidents suspend an agent.</summary>
    public SuspensionOptions Suspension { get; init; } = new();

    /// <summary>What is followed from results into calls.</summary>
    public TaintOptions Taint { get; init; } = new();

    /// <summary>The limit on calls per agent, or null where there is none.</summary>
    public RateLimit? RateLimit { get; init; }
}

/// <summary>Where policies come from.</summary>
/// <param name="Paths">Files and folders, absolute; null means the built-in starter policy.</param>
/// <param name="DefaultAction">The effect for calls that no rule matches, or null where the policies' own defaults decide.</param>
/// <param name="HotReload">Whether changed files are read again.</param>
public sealed record PolicyOptions(IReadOnlyList<string>? Paths, Effect? DefaultAction, bool HotReload);

/// <summary>What changes the detectors.</summary>
/// <param name="RuleFiles">Files of rules, absolute.</param>
/// <param name="Sources">What the configuration itself says.</param>
public sealed record DetectorOptions(IReadOnlyList<string> RuleFiles, DetectorSources Sources);
