namespace PolicyGuard.Governance.Replay.Drift;

/// <summary>One time that the call ran.</summary>
/// <param name="At">When it began.</param>
/// <param name="Took">How long it took.</param>
/// <param name="OutputSha256">The digest of the output, lower-case hex; null where there was none.</param>
/// <param name="Output">The output's bytes; empty where they were not kept or there was none.</param>
/// <param name="Failure">The reason id where the upstream failed, such as <c>upstream.timeout</c>; else null.</param>
public sealed record ReplaySample(DateTimeOffset At, TimeSpan Took, string? OutputSha256, ReadOnlyMemory<byte> Output, string? Failure = null);
