namespace PolicyGuard.Registry;

/// <summary>Keeps approvals, shared by all processes on one store.</summary>
public interface IApprovalStore
{
    /// <summary>
    /// What stands for this call: a grant that covers it, an answer to exactly this call that is neither used nor expired, an unanswered
    /// question, or a new one. Racing callers get one record.
    /// </summary>
    /// <param name="wanted">The question, should there be none.</param>
    /// <param name="mostPending">The most unanswered questions of one agent, at least 1; a caller has <see cref="ApprovalBounds.AgentsOfACaller"/> times as many.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The approval and whether it is new, or null where the agent, or the caller, has too many unanswered ones already.</returns>
    /// <exception cref="RegistryException">The store cannot be read or written.</exception>
    ValueTask<AskedApproval?> AskAsync(Approval wanted, int mostPending, CancellationToken ct = default);

    /// <summary>What stands for this call, as above; null where nobody was asked, or the question or its answer ran out.</summary>
    ValueTask<Approval?> FindStandingAsync(Approval wanted, CancellationToken ct = default);

    /// <summary>Uses up an approved, unexpired approval; true for exactly one caller.</summary>
    ValueTask<bool> UseAsync(string id, string binding, CancellationToken ct = default);

    /// <summary>Answers a pending approval; false where it is not pending any more.</summary>
    ValueTask<bool> AnswerAsync(string id, ApprovalAnswer answer, CancellationToken ct = default);

    /// <summary>Takes an answered approval back that was not used, or ends a grant; false where there is nothing to take back.</summary>
    ValueTask<bool> RevokeAsync(string id, string by, CancellationToken ct = default);

    /// <summary>The approval, or null.</summary>
    ValueTask<Approval?> FindAsync(string id, CancellationToken ct = default);

    /// <summary>Approvals, newest first.</summary>
    ValueTask<IReadOnlyList<Approval>> ListAsync(ApprovalStatus? status = null, int limit = 100, CancellationToken ct = default);
}

/// <summary>An approval that stands for a call.</summary>
/// <param name="Approval">The approval.</param>
/// <param name="IsNew">Whether this call opened it.</param>
public readonly record struct AskedApproval(Approval Approval, bool IsNew);
