using PolicyGuard.Rules.Conditions;

namespace PolicyGuard.Rules.Compiled;

/// <summary>A rule that matches a call.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Outcome">How surely.</param>
/// <param name="Error">Why it is not sure, where a condition could not be evaluated.</param>
internal readonly record struct Hit(CompiledRule Rule, Outcome Outcome, string? Error);
