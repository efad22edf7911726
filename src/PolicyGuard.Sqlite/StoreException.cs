namespace PolicyGuard.Sqlite;

/// <summary>
/// The store cannot be opened. The message names the path, the cause and what to do; nothing on the disk was changed or removed.
/// </summary>
public sealed class StoreException : Exception
{
    /// <summary>The store cannot be opened.</summary>
    /// <param name="message">The path, the cause and what to do, for the operator.</param>
    /// <param name="inner">The cause.</param>
    public StoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
