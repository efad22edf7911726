using PolicyGuard.Registry;

namespace PolicyGuard.Gate;

/// <summary>
/// A way in whose caller can be kept waiting for a human. Heartbeats go to the caller through it, so that its own timeouts do not end the
/// call. Without one no call waits.
/// </summary>
public interface IApprovalWait
{
    /// <summary>The longest that this caller can be kept waiting; the operator's <see cref="GateOptions.ApprovalWait"/> may be shorter.</summary>
    TimeSpan Patience { get; }

    /// <summary>A call waits: told at the beginning and then at every heartbeat.</summary>
    /// <param name="asked">What is to be answered.</param>
    /// <param name="waited">How long it has waited.</param>
    /// <param name="ct">Cancelled when the caller leaves.</param>
    ValueTask OnWaitingAsync(Approval asked, TimeSpan waited, CancellationToken ct);
}
