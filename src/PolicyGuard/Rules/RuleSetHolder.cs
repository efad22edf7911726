namespace PolicyGuard.Rules;

/// <summary>Holds the one rule set in force. Swapped whole; a call reads it once and never sees two.</summary>
public sealed class RuleSetHolder
{
    private volatile RuleSet _current;

    /// <summary>Starts with a set.</summary>
    public RuleSetHolder(RuleSet first) => _current = first;

    /// <summary>The set in force.</summary>
    public RuleSet Current => _current;

    /// <summary>Puts another set in force and returns the one before.</summary>
    public RuleSet Swap(RuleSet next) => Interlocked.Exchange(ref _current, next);
}
