namespace PolicyGuard.Rules;

/// <summary>Holds the one rule set in force. Swapped whole; a call reads it once and never sees two.</summary>
public sealed class RuleSetHolder
{
    private readonly Func<CancellationToken, ValueTask>? _look;
    private volatile RuleSet _current;

    /// <summary>Starts with a set.</summary>
    /// <param name="first">The set.</param>
    /// <param name="look">Swaps where a newer set is due, before it returns; null where only <see cref="Swap"/> changes anything. Runs at every call, so where nothing changed it MUST be cheap.</param>
    public RuleSetHolder(RuleSet first, Func<CancellationToken, ValueTask>? look = null) => (_current, _look) = (first, look);

    /// <summary>The set that was in force when somebody looked last.</summary>
    public RuleSet Current => _current;

    /// <summary>The set in force, after a look for a newer one.</summary>
    /// <param name="ct">Cancels the look.</param>
    public ValueTask<RuleSet> LatestAsync(CancellationToken ct)
    {
        if (_look is null)
        {
            return new ValueTask<RuleSet>(_current);
        }

        var looked = _look(ct);
        if (!looked.IsCompletedSuccessfully)
        {
            return AfterAsync(looked);
        }

        looked.GetAwaiter().GetResult();
        return new ValueTask<RuleSet>(_current);
    }

    /// <summary>Puts another set in force and returns the one before.</summary>
    public RuleSet Swap(RuleSet next) => Interlocked.Exchange(ref _current, next);

    private async ValueTask<RuleSet> AfterAsync(ValueTask looked)
    {
        await looked.ConfigureAwait(false);
        return _current;
    }
}
