using PolicyGuard.Calls;
using PolicyGuard.Gate.Results;
using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>Where people look at results that were kept back, and release or discard them. No method throws for what a request, a store or another process does.</summary>
public sealed class ResultDesk(GovernanceServices services, Quarantine quarantine)
{
    /// <summary>The longest note, in UTF-16 units.</summary>
    public const int MaxNote = 1000;

    private readonly Bureau _bureau = new(services);

    /// <summary>Results without their content, newest first; of one status, or all. Takes <see cref="Rights.Read"/>.</summary>
    public ValueTask<Outcome<IReadOnlyList<HeldResult>>> ListAsync(Actor actor, HeldStatus? status, int limit, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "read results", "*", async () => Outcome.Done(await quarantine.Store.ListAsync(status, limit, ct).ConfigureAwait(false)), ct);

    /// <summary>One result, its content sealed. Takes <see cref="Rights.Read"/>.</summary>
    public ValueTask<Outcome<HeldResult>> FindAsync(Actor actor, string id, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "read results", id, async () => await quarantine.Store.FindAsync(id, ct).ConfigureAwait(false) is { } held ? Outcome.Done(held) : Unknown(id), ct);

    /// <summary>The content of a result; null where it is gone, with the reason.</summary>
    public byte[]? Content(HeldResult held, out string? fault) => quarantine.Open(held, out fault);

    /// <summary>Lets the agent have a result: the same call, repeated, is answered with it. Takes <see cref="Rights.Approve"/>.</summary>
    public ValueTask<Outcome<HeldResult>> ReleaseAsync(Actor actor, string id, string? note, CancellationToken ct) =>
        MoveAsync(actor, id, HeldStatus.Released, Reasons.ResultReleased, "released", note, ct);

    /// <summary>Removes a result's content. Takes <see cref="Rights.Approve"/>.</summary>
    public ValueTask<Outcome<HeldResult>> DiscardAsync(Actor actor, string id, string? note, CancellationToken ct) =>
        MoveAsync(actor, id, HeldStatus.Discarded, Reasons.ResultDiscarded, "discarded", note, ct);

    private ValueTask<Outcome<HeldResult>> MoveAsync(Actor actor, string id, HeldStatus to, string reason, string done, string? note, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Approve, $"decide on result `{Bureau.Name(id)}`", id, async () =>
        {
            if (note?.Length > MaxNote)
            {
                return Outcome.Invalid<HeldResult>([$"note: at most {MaxNote} characters, not {note.Length}"]);
            }

            if (await quarantine.Store.FindAsync(id, ct).ConfigureAwait(false) is not { } held)
            {
                return Unknown(id);
            }

            if (actor.Agent is { } speaking && string.Equals(speaking.Id, held.Agent, StringComparison.Ordinal))
            {
                return Outcome.Refused<HeldResult>(Reasons.ApprovalOwn, $"result {held.Id}: agent `{held.Agent}` asked for it and cannot release it to itself");
            }

            if (held.Status != HeldStatus.Held && !(to == HeldStatus.Discarded && held.Status == HeldStatus.Released))
            {
                return Settled(held);
            }

            await _bureau.Log.WriteAsync(reason, actor, id, $"{done}: result of call {held.CallId} of agent {held.Agent}, {held.Target} ({held.Found}){(note is null ? "" : $"; {note}")}", default).ConfigureAwait(false);
            var moved = await quarantine.Store.MoveAsync(id, to, actor.Id, note, CancellationToken.None).ConfigureAwait(false);
            var now = await quarantine.Store.FindAsync(id, CancellationToken.None).ConfigureAwait(false) ?? held;
            if (moved)
            {
                return Outcome.Done(now);
            }

            await _bureau.FailedAsync(actor, id, $"result {id} was decided on, fetched or ran out before").ConfigureAwait(false);
            return Settled(now);
        },
        ct);

    private static Outcome<HeldResult> Unknown(string id) => Outcome.Refused<HeldResult>(Reasons.ResultUnknown, $"there is no result `{Bureau.Name(id)}`");

    private static Outcome<HeldResult> Settled(HeldResult held) =>
        Outcome.Refused<HeldResult>(Reasons.ResultSettled, $"result {held.Id} is {held.Status.ToString().ToLowerInvariant()}{(held.DecidedBy is { } by ? $", decided by {by}" : "")}");
}
