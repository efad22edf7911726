namespace PolicyGuard.Registry;

/// <summary>Where an approval stands.</summary>
public enum ApprovalStatus
{
    /// <summary>Nobody has answered.</summary>
    Pending,

    /// <summary>A human said yes; not used yet.</summary>
    Approved,

    /// <summary>A human said no.</summary>
    Denied,

    /// <summary>The yes was used by a call.</summary>
    Used,

    /// <summary>Nobody answered in time, or the yes was not used in time.</summary>
    Expired,
}

/// <summary>A human's answer, bound to one exact call.</summary>
/// <param name="Id"><c>apr_…</c>.</param>
/// <param name="Binding">SHA-256 over agent, action type, upstream, tool, canonical arguments, what the call carries beside them, tool definition hash and policy set hash.</param>
/// <param name="CallId">The call that asked.</param>
/// <param name="Agent">The agent that asked.</param>
/// <param name="Target">The tool as written.</param>
/// <param name="ArgumentsJson">The arguments, redacted, for the human.</param>
/// <param name="Reason">The rule's message, and what the call carries beside its arguments, redacted.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="CreatedAt">When it was asked.</param>
/// <param name="ExpiresAt">When it stops being usable.</param>
/// <param name="AnsweredBy">Who answered, or null.</param>
/// <param name="Note">What they noted, or null.</param>
public sealed record Approval(
    string Id, string Binding, string CallId, string Agent, string Target, string ArgumentsJson, string Reason, ApprovalStatus Status,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? AnsweredBy = null, string? Note = null);

/// <summary>Keeps approvals.</summary>
public interface IApprovalStore
{
    /// <summary>The pending or approved, unexpired approval with this binding, or a new pending one. Racing callers get one record.</summary>
    ValueTask<Approval> AskAsync(Approval wanted, CancellationToken ct = default);

    /// <summary>Uses up an approved, unexpired approval; true for exactly one caller.</summary>
    ValueTask<bool> UseAsync(string id, string binding, CancellationToken ct = default);

    /// <summary>Answers a pending approval; false where it is not pending any more.</summary>
    ValueTask<bool> AnswerAsync(string id, bool approve, string answeredBy, string? note, CancellationToken ct = default);

    /// <summary>The approval, or null.</summary>
    ValueTask<Approval?> FindAsync(string id, CancellationToken ct = default);

    /// <summary>Approvals, newest first.</summary>
    ValueTask<IReadOnlyList<Approval>> ListAsync(ApprovalStatus? status = null, int limit = 100, CancellationToken ct = default);
}
