namespace PolicyGuard.Backends.Keys;

/// <summary>A key file cannot be used. The message names the path and what to do.</summary>
public sealed class KeyFileException : Exception
{
    /// <summary>A key file cannot be used.</summary>
    /// <param name="message">What is wrong, for the operator.</param>
    /// <param name="inner">The cause.</param>
    public KeyFileException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
