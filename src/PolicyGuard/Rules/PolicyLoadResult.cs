using PolicyGuard.Text;

namespace PolicyGuard.Rules;

/// <summary>What came of reading policies.</summary>
/// <param name="Rules">All policies compiled together; null if and only if a diagnostic is an error.</param>
/// <param name="Diagnostics">Everything that is wrong or doubtful, in the order of files and lines.</param>
/// <param name="Documents">The policies as written, those that could be read.</param>
public sealed record PolicyLoadResult(RuleSet? Rules, IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<PolicyDocument> Documents);
