using PolicyGuard.Calls;

namespace PolicyGuard.Gate.Results;

/// <summary>What came of looking at a result or a message that somebody else obtained.</summary>
/// <param name="Findings">What was found.</param>
/// <param name="Obligation">What has to be done about it: the strictest.</param>
/// <param name="Json">What may be handed on: as it came, or masked; null where it may not be handed on.</param>
public sealed record Observation(IReadOnlyList<Finding> Findings, Obligation Obligation, ReadOnlyMemory<byte>? Json);
