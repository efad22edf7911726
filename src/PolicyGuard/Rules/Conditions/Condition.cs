namespace PolicyGuard.Rules.Conditions;

/// <summary>One thing that a rule asks for. Immutable; what one decision needs to remember lies in its scratch.</summary>
internal abstract class Condition
{
    /// <summary>The key of the native dialect that asks for this.</summary>
    public abstract string Key { get; }

    /// <summary>What was asked for, in canonical spelling: for people and for the hash.</summary>
    public abstract string Wanted { get; }

    /// <summary>Looks at a call.</summary>
    /// <param name="query">The call.</param>
    /// <param name="scratch">What this decision has worked out so far.</param>
    /// <param name="error">Why the condition could not be evaluated; untouched otherwise.</param>
    public abstract Outcome Evaluate(in RuleQuery query, DecisionScratch scratch, ref string? error);

    /// <summary>What the call has in the place that was looked at, for people.</summary>
    public abstract string Found(in RuleQuery query);
}
