namespace PolicyGuard.Backends.Shipping;

/// <summary>A sink did not take a batch.</summary>
public sealed class ShipException : Exception
{
    /// <summary>A sink did not take a batch.</summary>
    /// <param name="message">What it said, for the operator; without secrets.</param>
    /// <param name="inner">The cause.</param>
    public ShipException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>When the other side asked to be left alone until; zero where it did not say.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>Whether trying again soon is of no use: what was sent, or who sends it, is not wanted.</summary>
    public bool Refused { get; init; }
}
