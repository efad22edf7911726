using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>Where humans answer what calls wait for. No agent answers for itself, whatever its rights.</summary>
public sealed class ApprovalDesk(GovernanceServices services)
{
    /// <summary>The longest grant for a tool in a flow.</summary>
    public static readonly TimeSpan LongestGrant = TimeSpan.FromHours(24);

    /// <summary>The longest note, in UTF-16 units.</summary>
    public const int MaxNote = 1000;

    private readonly ActLog _log = new(services.Ledger, services.Clock);

    /// <summary>Approvals, newest first.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    public async ValueTask<(IReadOnlyList<Approval> Approvals, Refusal? Refusal)> ListAsync(Actor actor, ApprovalStatus? status, int limit, CancellationToken ct) =>
        await Authority.ObjectAsync(actor, Rights.Read, "read approvals", services.Agents, ct).ConfigureAwait(false) is { } refusal
            ? ([], refusal)
            : (await services.Approvals.ListAsync(status, limit, ct).ConfigureAwait(false), null);

    /// <summary>One approval.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    public async ValueTask<(Approval? Approval, Refusal? Refusal)> FindAsync(Actor actor, string id, CancellationToken ct)
    {
        if (await Authority.ObjectAsync(actor, Rights.Read, "read approvals", services.Agents, ct).ConfigureAwait(false) is { } refusal)
        {
            return (null, refusal);
        }

        return await services.Approvals.FindAsync(id, ct).ConfigureAwait(false) is { } approval ? (approval, null) : (null, Unknown(id));
    }

    /// <summary>Answers an approval that waits.</summary>
    /// <param name="actor">Who answers.</param>
    /// <param name="id">The approval.</param>
    /// <param name="approve">Yes or no.</param>
    /// <param name="note">A note for the agent and the log, at most <see cref="MaxNote"/> long; or null.</param>
    /// <param name="grantFor">Says yes to the tool in this flow for so long, at most <see cref="LongestGrant"/>; null says yes to this call, once.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The approval as it stands now, or why it was not answered.</returns>
    /// <exception cref="RegistryException">The store cannot be read or written.</exception>
    /// <exception cref="Ledger.LedgerException">The answer cannot be written down, so it was not given.</exception>
    public async ValueTask<(Approval? Approval, Refusal? Refusal)> AnswerAsync(
        Actor actor, string id, bool approve, string? note, TimeSpan? grantFor, CancellationToken ct)
    {
        if (await ObjectAsync(actor, ct).ConfigureAwait(false) is { } refusal)
        {
            return (null, refusal);
        }

        if (note?.Length > MaxNote)
        {
            return (null, new Refusal(Reasons.ApprovalInvalid, $"note: at most {MaxNote} characters, not {note.Length}"));
        }

        if (grantFor is { } time && (!approve || time < TimeSpan.FromSeconds(1) || time > LongestGrant))
        {
            return (null, new Refusal(Reasons.ApprovalInvalid, approve ? $"for: between 1 s and {LongestGrant.TotalHours:0} h" : "for: a refusal has no duration of its own"));
        }

        if (await services.Approvals.FindAsync(id, ct).ConfigureAwait(false) is not { } asked)
        {
            return (null, Unknown(id));
        }

        if (actor.Agent is { } speaking && string.Equals(speaking.Id, asked.Agent, StringComparison.Ordinal))
        {
            return (null, new Refusal(Reasons.ApprovalOwn, $"approval {id}: agent `{asked.Agent}` asked for it and cannot answer itself"));
        }

        if (asked.Status != ApprovalStatus.Pending)
        {
            return (null, Settled(asked));
        }

        var what = !approve ? "refused" : grantFor is { } span ? $"granted for {span} to this tool in flow {asked.Flow}" : "approved once";
        await _log.WriteAsync(Reasons.ApprovalAnswered, actor, id, $"{what}: agent {asked.Agent}, {asked.Target}{(note is null ? "" : $"; {note}")}", default).ConfigureAwait(false);
        if (await services.Approvals.AnswerAsync(id, new ApprovalAnswer(approve, actor.Id, note, grantFor), ct).ConfigureAwait(false))
        {
            return (await services.Approvals.FindAsync(id, ct).ConfigureAwait(false), null);
        }

        await _log.WriteAsync(Reasons.ApprovalAnswered, actor, id, "came too late: it was answered or ran out before", default).ConfigureAwait(false);
        return (null, Settled(await services.Approvals.FindAsync(id, ct).ConfigureAwait(false) ?? asked));
    }

    /// <summary>Takes a yes back that no call has used yet, or ends a grant.</summary>
    /// <returns>The approval as it stands now, or why nothing was taken back.</returns>
    /// <exception cref="RegistryException">The store cannot be read or written.</exception>
    /// <exception cref="Ledger.LedgerException">It cannot be written down, so it was not done.</exception>
    public async ValueTask<(Approval? Approval, Refusal? Refusal)> RevokeAsync(Actor actor, string id, CancellationToken ct)
    {
        if (await ObjectAsync(actor, ct).ConfigureAwait(false) is { } refusal)
        {
            return (null, refusal);
        }

        if (await services.Approvals.FindAsync(id, ct).ConfigureAwait(false) is not { } asked)
        {
            return (null, Unknown(id));
        }

        if (asked.Status is not (ApprovalStatus.Approved or ApprovalStatus.Granted))
        {
            return (null, Settled(asked));
        }

        await _log.WriteAsync(Reasons.ApprovalAnswered, actor, id, $"taken back: agent {asked.Agent}, {asked.Target}", default).ConfigureAwait(false);
        var done = await services.Approvals.RevokeAsync(id, actor.Id, ct).ConfigureAwait(false);
        var now = await services.Approvals.FindAsync(id, ct).ConfigureAwait(false) ?? asked;
        return done ? (now, null) : (null, Settled(now));
    }

    private ValueTask<Refusal?> ObjectAsync(Actor actor, CancellationToken ct) => Authority.ObjectAsync(actor, Rights.Approve, "answer approvals", services.Agents, ct);

    private static Refusal Unknown(string id) => new(Reasons.ApprovalUnknown, $"there is no approval `{id}`");

    private static Refusal Settled(Approval approval) =>
        new(Reasons.ApprovalSettled, $"approval {approval.Id} is {approval.Status.ToString().ToLowerInvariant()}{(approval.AnsweredBy is { } by ? $", answered by {by}" : "")}");
}
