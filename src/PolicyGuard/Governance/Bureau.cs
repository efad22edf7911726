using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>
/// What all desks have in common: nobody without the right gets past it, refused attempts at a change are written down, and what fails
/// below becomes a refusal with a reason.
/// </summary>
internal sealed class Bureau(GovernanceServices services)
{
    private const int LongestName = 80;

    /// <summary>The log of acts.</summary>
    public ActLog Log { get; } = new(services.Ledger, services.Clock);

    /// <summary>Does something for an actor who may.</summary>
    /// <param name="actor">Who wants it.</param>
    /// <param name="needed">What it takes.</param>
    /// <param name="what">What it is, for a person: <c>register agent `a`</c>.</param>
    /// <param name="subject">What it is done to.</param>
    /// <param name="act">Does it.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public async ValueTask<Outcome<T>> RunAsync<T>(Actor actor, Rights needed, string what, string subject, Func<ValueTask<Outcome<T>>> act, CancellationToken ct)
        where T : class
    {
        try
        {
            return await ObjectAsync(actor, needed, what, subject, ct).ConfigureAwait(false) is { } refusal
                ? Outcome.Refused<T>(refusal)
                : await act().ConfigureAwait(false);
        }
        catch (LedgerException fault)
        {
            services.OnFault($"governance: {what}: {fault.Message}");
            return Outcome.Refused<T>(Reasons.LedgerUnavailable, "the audit log cannot be written, so nothing is changed; tell the operator");
        }
        catch (RegistryException fault)
        {
            services.OnFault($"governance: {what}: {fault.Message}");
            return Outcome.Refused<T>(Reasons.RegistryUnavailable, "the registry cannot be read or written; tell the operator");
        }
    }

    /// <summary>Why an actor may not do something, or null; a refused attempt at a change is written down.</summary>
    /// <exception cref="RegistryException">Nobody can say.</exception>
    public async ValueTask<Refusal?> ObjectAsync(Actor actor, Rights needed, string what, string subject, CancellationToken ct)
    {
        var refusal = await Authority.ObjectAsync(actor, needed, what, services.Agents, ct).ConfigureAwait(false);
        if (refusal is not null && (needed & ~(Rights.Ask | Rights.Read)) != 0)
        {
            await NoteAsync(refusal.Reason, actor, subject, $"refused: {refusal.Message}").ConfigureAwait(false);
        }

        return refusal;
    }

    /// <summary>Writes down that an act which was written down was not done.</summary>
    public ValueTask FailedAsync(Actor actor, string subject, string message) => NoteAsync(Reasons.ActFailed, actor, subject, message);

    /// <summary>A name that somebody chose, short enough for a message.</summary>
    public static string Name(string? name) => name is null ? "" : name.Length <= LongestName ? name : $"{name[..LongestName]}…";

    // Nothing hangs on these entries: what they tell of was not done.
    private async ValueTask NoteAsync(string reason, Actor actor, string subject, string message)
    {
        try
        {
            await Log.WriteAsync(reason, actor, Name(subject), message, default).ConfigureAwait(false);
        }
        catch (LedgerException fault)
        {
            services.OnFault($"governance: {message}: {fault.Message}");
        }
    }
}
