namespace PolicyGuard.Security.Traces;

/// <summary>What became of one recorded call.</summary>
/// <param name="Asked">Whether a human was asked.</param>
/// <param name="Ran">Whether it ran in the end.</param>
/// <param name="Reason">The reason id.</param>
/// <param name="Message">The message.</param>
internal sealed record TraceOutcome(bool Asked, bool Ran, string Reason, string Message)
{
    /// <summary>Whether it ran and nobody was asked.</summary>
    public bool RanAtOnce => Ran && !Asked;
}
