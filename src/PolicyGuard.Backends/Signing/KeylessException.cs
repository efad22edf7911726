namespace PolicyGuard.Backends.Signing;

/// <summary>Nothing was signed, or what came back does not prove it. The message says which service and why, and holds no token.</summary>
public sealed class KeylessException : Exception
{
    /// <summary>Nothing was signed.</summary>
    /// <param name="message">What happened, for the operator.</param>
    /// <param name="inner">The cause.</param>
    public KeylessException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
