namespace PolicyGuard.Intent;

/// <summary>Holds the intent policies in force. Swapped whole; a call reads them once and never sees two sets.</summary>
/// <param name="first">The set to start with.</param>
public sealed class IntentSetHolder(IntentSet first)
{
    private volatile IntentSet _current = first;

    /// <summary>The set in force.</summary>
    public IntentSet Current => _current;

    /// <summary>Puts another set in force and returns the one before.</summary>
    public IntentSet Swap(IntentSet next) => Interlocked.Exchange(ref _current, next);
}
