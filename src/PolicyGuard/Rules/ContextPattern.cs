namespace PolicyGuard.Rules;

/// <summary>What the surroundings have to be.</summary>
/// <param name="Key">The key, compared exactly.</param>
/// <param name="Values">The values, one of which it has to have; compared exactly.</param>
/// <param name="Required">
/// Whether the operator has to say something about the key. If so, a missing key is doubt, and a rule that tightens applies (native
/// files); if not, a missing key is no match (MCPGuard files, as there).
/// </param>
public sealed record ContextPattern(string Key, IReadOnlyList<string> Values, bool Required);
