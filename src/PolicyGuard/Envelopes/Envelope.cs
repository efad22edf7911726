namespace PolicyGuard.Envelopes;

/// <summary>
/// The record of one executed call by its digests: SHA-256, lower-case hex. It says what went in, what came out and which definitions
/// and rules were in force. This version does not sign it.
/// </summary>
/// <param name="Input">Over the arguments as they were sent.</param>
/// <param name="Output">Over the result as the executor returned it; empty where there was none.</param>
/// <param name="OutputBytes">The result's length in bytes.</param>
/// <param name="Definition">The tool definition's hash; empty where the kind has none.</param>
/// <param name="PolicySet">The policy set's hash.</param>
public sealed record Envelope(string Input, string Output, int OutputBytes, string Definition, string PolicySet);
