namespace PolicyGuard.Rules.Compiled;

/// <summary>Policies that answer together.</summary>
/// <param name="Combine">How their rules make one answer.</param>
/// <param name="Rules">The rules in the order in which they speak.</param>
internal sealed record CompiledSet(Combine Combine, IReadOnlyList<CompiledRule> Rules);
