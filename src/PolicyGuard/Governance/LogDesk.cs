using System.Globalization;
using PolicyGuard.Calls;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Notes;

namespace PolicyGuard.Governance;

/// <summary>Acts on the log as a whole: signing for it at once, replacing its key, removing its oldest entries. No method throws for what a store does.</summary>
/// <param name="services">What acts stand on.</param>
/// <param name="log">The log.</param>
/// <param name="keys">Its keys.</param>
/// <param name="publisher">Its publisher.</param>
public sealed class LogDesk(GovernanceServices services, ILogStore log, LogKeys keys, Publisher publisher)
{
    private const int PruneAtOnce = 16 * LogExtent.PruneUnit;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly Bureau _bureau = new(services);

    /// <summary>Signs for all entries now. Takes <see cref="Rights.Read"/>: it shows what is there.</summary>
    /// <returns>The newest checkpoint.</returns>
    public ValueTask<Outcome<StoredCheckpoint>> PublishAsync(Actor actor, CancellationToken ct) => RunAsync(
        actor, Rights.Read, "sign for the log", "log", async () =>
        {
            await publisher.PublishLockedAsync(ct).ConfigureAwait(false);
            return await log.CheckpointAsync(long.MaxValue, ct).ConfigureAwait(false) is { } newest
                ? Outcome.Done(newest)
                : Outcome.Refused<StoredCheckpoint>(Reasons.ActUnknown, "the log is empty; there is nothing to sign for");
        }, ct);

    /// <summary>Replaces the signing key; the old one vouches for the new one, and is removed. Takes <see cref="Rights.Keys"/>.</summary>
    /// <returns>The new key.</returns>
    public ValueTask<Outcome<NoteKey>> RotateKeyAsync(Actor actor, CancellationToken ct) => RunAsync(
        actor, Rights.Keys, "replace the log's signing key", "log", async () =>
        {
            await publisher.PublishLockedAsync(ct).ConfigureAwait(false);
            var (_, old) = await keys.CurrentAsync(ct).ConfigureAwait(false);
            await _bureau.Log.WriteAsync(Reasons.LogKeyRotated, actor, "log", $"signing key {old.Key.Id:x8} is replaced", default).ConfigureAwait(false);
            var signedTo = (await log.CheckpointAsync(long.MaxValue, ct).ConfigureAwait(false))?.Size ?? 0;
            var next = await keys.RotateAsync(signedTo, CancellationToken.None).ConfigureAwait(false);
            await publisher.PublishLockedAsync(CancellationToken.None).ConfigureAwait(false);
            return Outcome.Done(next);
        }, ct);

    /// <summary>How many entries <see cref="PruneAsync"/> would remove. Takes <see cref="Rights.Loosen"/>.</summary>
    public ValueTask<Outcome<Pruned>> PlanPruneAsync(Actor actor, DateTimeOffset before, CancellationToken ct) => RunAsync(
        actor, Rights.Loosen, "prune the log", "log", async () => Outcome.Done(await PlanAsync(before, ct).ConfigureAwait(false)), ct);

    /// <summary>
    /// Removes whole blocks of entries that are all older than a time and under a checkpoint. Their hashes stay, so every checkpoint and proof stays good.
    /// Takes <see cref="Rights.Loosen"/>.
    /// </summary>
    public ValueTask<Outcome<Pruned>> PruneAsync(Actor actor, DateTimeOffset before, CancellationToken ct) => RunAsync(
        actor, Rights.Loosen, "prune the log", "log", async () =>
        {
            await publisher.PublishLockedAsync(ct).ConfigureAwait(false);
            var plan = await PlanAsync(before, ct).ConfigureAwait(false);
            if (plan.Removed == 0)
            {
                return Outcome.Done(plan);
            }

            await _bureau.Log.WriteAsync(
                Reasons.LogPruned, actor, plan.Before.ToString(CultureInfo.InvariantCulture),
                $"entries before {plan.Before} are removed, all older than {Ledger.Ledger.Time(before)}; their hashes stay", default).ConfigureAwait(false);
            await publisher.PublishLockedAsync(ct).ConfigureAwait(false);
            for (var at = plan.Before - plan.Removed; at < plan.Before;)
            {
                at = Math.Min(at + PruneAtOnce, plan.Before);
                await log.PruneAsync(at).ConfigureAwait(false);
            }

            return Outcome.Done(plan);
        }, ct);

    private async ValueTask<Pruned> PlanAsync(DateTimeOffset before, CancellationToken ct)
    {
        var extent = await log.ExtentAsync(ct).ConfigureAwait(false);
        var bound = Math.Min(await log.OlderAsync(before, ct).ConfigureAwait(false), extent.Published?.Size ?? 0) / LogExtent.PruneUnit * LogExtent.PruneUnit;
        return new Pruned(Math.Max(bound, extent.Pruned), Math.Max(0, bound - extent.Pruned));
    }

    // While another process publishes, for some milliseconds, nobody else changes what it signs for.
    private ValueTask<Outcome<T>> RunAsync<T>(Actor actor, Rights needed, string what, string subject, Func<ValueTask<Outcome<T>>> act, CancellationToken ct)
        where T : class => _bureau.RunAsync(
        actor, needed, what, subject, async () =>
        {
            try
            {
                using var turn = await TurnAsync(ct).ConfigureAwait(false);
                return turn is null ? Outcome.Refused<T>(Reasons.ActConflict, "another process is publishing and does not come to an end; try again") : await act().ConfigureAwait(false);
            }
            catch (LedgerException fault)
            {
                return Outcome.Refused<T>(Reasons.LedgerUnavailable, fault.Message);
            }
        }, ct);

    private async ValueTask<IDisposable?> TurnAsync(CancellationToken ct)
    {
        var began = services.Clock.GetTimestamp();
        while (true)
        {
            if (log.TryLock() is { } turn)
            {
                return turn;
            }

            if (services.Clock.GetElapsedTime(began) > Patience)
            {
                return null;
            }

            await Task.Delay(Pause, services.Clock, ct).ConfigureAwait(false);
        }
    }
}

/// <summary>What was pruned, or would be.</summary>
/// <param name="Before">Entries before this index are gone.</param>
/// <param name="Removed">How many of them are removed by this act.</param>
public sealed record Pruned(long Before, long Removed);
