using PolicyGuard.Calls;

namespace PolicyGuard.Rules;

/// <summary>A rule that had a say in a decision.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Rule">The rule's id within the policy.</param>
/// <param name="Effect">What the rule asked for.</param>
/// <param name="Message">The rule's message for people.</param>
/// <param name="Owasp">Identifiers of the lists in <c>docs/policies.md</c>, for example <c>ASI02</c>.</param>
/// <param name="Error">Why the condition could not be evaluated, where that is what made a tightening rule match; else null.</param>
public sealed record RuleMatch(string Policy, string Rule, Effect Effect, string Message, IReadOnlyList<string> Owasp, string? Error = null)
{
    /// <summary>What the rule says of results.</summary>
    public Obligations Result { get; init; } = Obligations.None;
}

/// <summary>What the rules say of one call.</summary>
/// <param name="Effect">The strictest effect of what matched, or of the defaults where nothing matched.</param>
/// <param name="Matches">
/// The rules that count, those of the strictest effect first. Where a default decided: the rules that matched only by doubt and wanted less,
/// usually none.
/// </param>
/// <param name="IsDefault">Whether no rule surely matched and a default decided.</param>
/// <param name="DefaultSource">The policy whose default decided, or <c>default_action</c>; null where a rule decided.</param>
public sealed record RuleVerdict(Effect Effect, IReadOnlyList<RuleMatch> Matches, bool IsDefault, string? DefaultSource);
