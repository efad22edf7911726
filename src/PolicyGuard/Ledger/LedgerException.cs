namespace PolicyGuard.Ledger;

/// <summary>An entry could not be stored. The call it speaks of is refused with <c>ledger.unavailable</c>.</summary>
public sealed class LedgerException : Exception
{
    /// <summary>An entry could not be stored.</summary>
    /// <param name="message">What happened and where (the path), for the operator.</param>
    /// <param name="inner">The cause.</param>
    public LedgerException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
