using PolicyGuard.Calls;
using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>
/// Where humans answer what calls wait for. No agent answers for itself, whatever its rights. No method throws for what a request, a store
/// or another process does.
/// </summary>
public sealed class ApprovalDesk(GovernanceServices services)
{
    /// <summary>The longest grant for a tool in a flow.</summary>
    public static readonly TimeSpan LongestGrant = TimeSpan.FromHours(24);

    /// <summary>The longest note, in UTF-16 units.</summary>
    public const int MaxNote = 1000;

    private readonly Bureau _bureau = new(services);

    /// <summary>Approvals, newest first; of one status, or all. Takes <see cref="Rights.Read"/>.</summary>
    public ValueTask<Outcome<IReadOnlyList<Approval>>> ListAsync(Actor actor, ApprovalStatus? status, int limit, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "read approvals", "*", async () => Outcome.Done(await services.Approvals.ListAsync(status, limit, ct).ConfigureAwait(false)), ct);

    /// <summary>One approval. Takes <see cref="Rights.Read"/>.</summary>
    public ValueTask<Outcome<Approval>> FindAsync(Actor actor, string id, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "read approvals", id, async () => await services.Approvals.FindAsync(id, ct).ConfigureAwait(false) is { } approval ? Outcome.Done(approval) : Unknown(id), ct);

    /// <summary>Answers an approval that waits. Takes <see cref="Rights.Approve"/>.</summary>
    /// <param name="actor">Who answers.</param>
    /// <param name="id">The approval.</param>
    /// <param name="approve">Yes or no.</param>
    /// <param name="note">A note for the agent and the log, at most <see cref="MaxNote"/> long; or null.</param>
    /// <param name="grantFor">Says yes to the tool in this flow for so long, at most <see cref="LongestGrant"/>; null says yes to this call, once.</param>
    /// <param name="ct">Cancels the waiting.</param>
    /// <returns>The approval as it stands now.</returns>
    public ValueTask<Outcome<Approval>> AnswerAsync(Actor actor, string id, bool approve, string? note, TimeSpan? grantFor, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Approve, $"answer approval `{Bureau.Name(id)}`", id, async () =>
        {
            if (note?.Length > MaxNote)
            {
                return Outcome.Refused<Approval>(Reasons.ApprovalInvalid, $"note: at most {MaxNote} characters, not {note.Length}");
            }

            if (grantFor is { } time && (!approve || time < TimeSpan.FromSeconds(1) || time > LongestGrant))
            {
                return Outcome.Refused<Approval>(Reasons.ApprovalInvalid, approve ? $"for: between 1 s and {LongestGrant.TotalHours:0} h" : "for: a refusal has no duration of its own");
            }

            if (await services.Approvals.FindAsync(id, ct).ConfigureAwait(false) is not { } asked)
            {
                return Unknown(id);
            }

            if (actor.Agent is { } speaking && string.Equals(speaking.Id, asked.Agent, StringComparison.Ordinal))
            {
                return Outcome.Refused<Approval>(Reasons.ApprovalOwn, $"approval {id}: agent `{asked.Agent}` asked for it and cannot answer itself");
            }

            // A key that is bound to no agent asks under any name: whoever holds it is who asked.
            if (string.Equals(actor.Id, asked.Caller, StringComparison.Ordinal))
            {
                return Outcome.Refused<Approval>(Reasons.ApprovalOwn, $"approval {id}: caller `{actor.Id}` asked for it, for agent `{asked.Agent}`, and cannot answer itself");
            }

            if (asked.Status != ApprovalStatus.Pending)
            {
                return Settled(asked);
            }

            var what = !approve ? "refused" : grantFor is { } span ? $"granted for {span} to this tool in flow {asked.Flow}" : "approved once";
            await _bureau.Log.WriteAsync(Reasons.ApprovalAnswered, actor, id, $"{what}: agent {asked.Agent}, {asked.Target}{(note is null ? "" : $"; {note}")}", default).ConfigureAwait(false);
            return await DoneAsync(actor, asked, () => services.Approvals.AnswerAsync(id, new ApprovalAnswer(approve, actor.Id, note, grantFor), CancellationToken.None)).ConfigureAwait(false);
        }, ct);

    /// <summary>Takes a yes back that no call has used yet, or ends a grant. Takes <see cref="Rights.Approve"/>.</summary>
    /// <returns>The approval as it stands now.</returns>
    public ValueTask<Outcome<Approval>> RevokeAsync(Actor actor, string id, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Approve, $"take back approval `{Bureau.Name(id)}`", id, async () =>
        {
            if (await services.Approvals.FindAsync(id, ct).ConfigureAwait(false) is not { } asked)
            {
                return Unknown(id);
            }

            if (asked.Status is not (ApprovalStatus.Approved or ApprovalStatus.Granted))
            {
                return Settled(asked);
            }

            await _bureau.Log.WriteAsync(Reasons.ApprovalAnswered, actor, id, $"taken back: agent {asked.Agent}, {asked.Target}", default).ConfigureAwait(false);
            return await DoneAsync(actor, asked, () => services.Approvals.RevokeAsync(id, actor.Id, CancellationToken.None)).ConfigureAwait(false);
        }, ct);

    // What was written down either happens or is taken back in the log.
    private async ValueTask<Outcome<Approval>> DoneAsync(Actor actor, Approval asked, Func<ValueTask<bool>> act)
    {
        bool done;
        try
        {
            done = await act().ConfigureAwait(false);
        }
        catch (RegistryException)
        {
            await _bureau.FailedAsync(actor, asked.Id, $"approval {asked.Id} stays as it is: the store cannot be written").ConfigureAwait(false);
            throw;
        }

        var now = await services.Approvals.FindAsync(asked.Id).ConfigureAwait(false) ?? asked;
        if (done)
        {
            return Outcome.Done(now);
        }

        await _bureau.FailedAsync(actor, asked.Id, $"approval {asked.Id} was answered, used or ran out before").ConfigureAwait(false);
        return Settled(now);
    }

    private static Outcome<Approval> Unknown(string id) => Outcome.Refused<Approval>(Reasons.ApprovalUnknown, $"there is no approval `{Bureau.Name(id)}`");

    private static Outcome<Approval> Settled(Approval approval) => Outcome.Refused<Approval>(
        Reasons.ApprovalSettled, $"approval {approval.Id} is {approval.Status.ToString().ToLowerInvariant()}{(approval.AnsweredBy is { } by ? $", answered by {by}" : "")}");
}
