namespace PolicyGuard.Rules.Analysis;

/// <summary>What policies that load may still have got wrong.</summary>
public enum PolicyFindingKind
{
    /// <summary>An earlier rule of a <c>first_match</c> set decides every call that this rule is about.</summary>
    Unreachable,

    /// <summary>Another rule of the same or a stricter effect matches whenever this one does; it never changes a decision.</summary>
    Shadowed,

    /// <summary>Two rules are about exactly the same calls and want different things.</summary>
    Contradiction,

    /// <summary>None of the tools that are known is one that the rule names.</summary>
    MatchesNoKnownTool,

    /// <summary>No rule names the tool; a default decides about it.</summary>
    UncoveredTool,
}

/// <summary>A tool that is known to exist.</summary>
/// <param name="Name">Its name, as agents call it.</param>
/// <param name="Upstream">The upstream at which it lives, or null.</param>
public sealed record KnownTool(string Name, string? Upstream = null);

/// <summary>One thing that the analysis noticed. None is an error; each is worth a look.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">The file of the rule; null for a tool that no rule names.</param>
/// <param name="Line">1-based line of the rule; 0 for a tool.</param>
/// <param name="Policy">The rule's policy, or null.</param>
/// <param name="Rule">The rule's id, or null.</param>
/// <param name="Message">What was noticed: lower case, no full stop, names in backticks.</param>
/// <param name="Example">A call that shows it, checked against the rules; null where none could be made up.</param>
public sealed record PolicyFinding(PolicyFindingKind Kind, string? Path, int Line, string? Policy, string? Rule, string Message, ExampleCall? Example);
