using PolicyGuard.Calls;

namespace PolicyGuard.Rules;

/// <summary>How a verdict came about: every rule in the order in which it speaks, and each of its conditions.</summary>
/// <param name="Verdict">The verdict; the same that <see cref="RuleSet.Decide"/> gives.</param>
/// <param name="Steps">The rules.</param>
public sealed record RuleTrace(RuleVerdict Verdict, IReadOnlyList<RuleStep> Steps);

/// <summary>What became of one rule.</summary>
public enum RuleStepResult
{
    /// <summary>A condition does not hold.</summary>
    NoMatch,

    /// <summary>It matches.</summary>
    Match,

    /// <summary>It matches only when read widely or because a condition could not be evaluated; it may tighten, and never keeps a default away.</summary>
    DoubtfulMatch,

    /// <summary>It depends on arguments that are not known.</summary>
    Unknown,

    /// <summary>An earlier rule of its set ended the search.</summary>
    NotAsked,
}

/// <summary>One rule on the way to a verdict.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Rule">The rule's id.</param>
/// <param name="Path">The file in which it stands.</param>
/// <param name="Line">1-based line.</param>
/// <param name="Effect">What the rule asks for.</param>
/// <param name="Result">What became of it.</param>
/// <param name="Conditions">Its conditions up to and including the first that does not hold; empty where the rule asks for nothing or was not asked.</param>
public sealed record RuleStep(string Policy, string Rule, string Path, int Line, Effect Effect, RuleStepResult Result, IReadOnlyList<ConditionStep> Conditions);

/// <summary>One condition of a rule.</summary>
/// <param name="Key">The key of the native dialect, for example <c>tools</c> or <c>args.path</c>.</param>
/// <param name="Wanted">What the rule asks for.</param>
/// <param name="Found">What the call has.</param>
/// <param name="Result">Whether it holds; never <see cref="RuleStepResult.NotAsked"/>.</param>
/// <param name="Error">Why it could not be evaluated, or null.</param>
public sealed record ConditionStep(string Key, string Wanted, string Found, RuleStepResult Result, string? Error);
