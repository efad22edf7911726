namespace PolicyGuard.Gate;

/// <summary>Runs a permitted call: an upstream, a sandbox, a function, an A2A agent.</summary>
public interface IExecutor
{
    /// <summary>
    /// Runs the call that the permit names. Called at most once per permit.
    /// </summary>
    /// <exception cref="UpstreamException">The upstream could not be reached, died, answered garbage or took too long.</exception>
    /// <exception cref="OperationCanceledException">The caller went away or cancelled.</exception>
    ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct);
}

/// <summary>An upstream failed; the message is safe to pass on to the caller.</summary>
public sealed class UpstreamException : Exception
{
    /// <summary>An upstream failed.</summary>
    /// <param name="reason">A reason id from the closed list, for example <c>upstream.timeout</c>.</param>
    /// <param name="message">What happened, for a person.</param>
    /// <param name="inner">The cause, for the log only.</param>
    public UpstreamException(string reason, string message, Exception? inner = null)
        : base(message, inner) => Reason = reason;

    /// <summary>The reason id.</summary>
    public string Reason { get; }
}
