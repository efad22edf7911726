namespace PolicyGuard.Governance.Replay.Drift;

/// <summary>What is compared: a recorded run and new ones.</summary>
/// <param name="Recorded">The recorded run; its output's bytes are empty where only the digest was kept.</param>
/// <param name="Runs">The new runs, at least one, in order.</param>
public sealed record DriftCase(ReplaySample Recorded, IReadOnlyList<ReplaySample> Runs)
{
    /// <summary>Whether the tool's definition is another one than then.</summary>
    public bool DefinitionChanged { get; init; }

    /// <summary>Whether the surroundings (sandbox image, workspace) have another digest than then.</summary>
    public bool EnvironmentChanged { get; init; }

    /// <summary>Whether another policy set decides than then. It says so and explains nothing: policies decide whether a call runs.</summary>
    public bool PolicySetChanged { get; init; }
}
