using PolicyGuard.Calls;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Publication;

namespace PolicyGuard.Governance;

/// <summary>
/// The published log for those who check it. All of it takes <see cref="Rights.Read"/>; what holds no content (checkpoints, hashes, keys, proofs) is also
/// given to nobody in particular, which is a null actor, where the operator wants it public. No method throws for what a request or a store does.
/// </summary>
/// <param name="services">What it stands on.</param>
/// <param name="log">The tree, its checkpoints and keys.</param>
public sealed class PublicationDesk(GovernanceServices services, ILogStore log)
{
    private readonly LogTiles _tiles = new(log, services.Log);
    private readonly LogProofs _proofs = new(log);
    private readonly Bureau _bureau = new(services);
    private readonly ReadTrace _trace = new(services);

    /// <summary>Whether a path leads to content, so that <see cref="TileAsync"/> never gives it to a null actor.</summary>
    /// <param name="path">The path below the log's prefix.</param>
    public static bool HoldsContent(string path) => path.StartsWith("tile/entries", StringComparison.Ordinal);

    /// <summary>The newest checkpoint, a tile of hashes, or a bundle of entries; the reading of entries is noted.</summary>
    /// <param name="actor">Who reads; null is nobody in particular.</param>
    /// <param name="path">The path below the log's prefix.</param>
    /// <param name="ct">Cancels the reading.</param>
    public ValueTask<Outcome<LogResource>> TileAsync(Actor? actor, string path, CancellationToken ct) => RunAsync(actor, HoldsContent(path), async () =>
    {
        var found = await _tiles.FindAsync(path, ct).ConfigureAwait(false);
        if (found.Presence != LogPresence.Here)
        {
            return Outcome.Refused<LogResource>(found.Presence == LogPresence.Absent ? Reasons.LogAbsent : Reasons.LogGone, found.Fault);
        }

        if (actor is not null && HoldsContent(path))
        {
            await _trace.NoteAsync(actor, "the audit log").ConfigureAwait(false);
        }

        return Outcome.Done(found);
    }, ct);

    /// <summary>The chain of signing keys, as <see cref="KeyList"/> writes it; empty where nothing was signed yet.</summary>
    /// <param name="actor">Who reads; null is nobody in particular.</param>
    /// <param name="ct">Cancels the reading.</param>
    public ValueTask<Outcome<byte[]>> KeysAsync(Actor? actor, CancellationToken ct) => RunAsync(
        actor, content: false, async () => Outcome.Done(KeyList.Encode(await log.KeyLinksAsync(ct).ConfigureAwait(false))), ct);

    /// <summary>The proof that an entry is in the log.</summary>
    /// <param name="actor">Who reads; null is nobody in particular.</param>
    /// <param name="index">The entry.</param>
    /// <param name="size">The size of the checkpoint; null takes the newest.</param>
    /// <param name="ct">Cancels the reading.</param>
    public ValueTask<Outcome<LogProof>> InclusionAsync(Actor? actor, long index, long? size, CancellationToken ct) => RunAsync(
        actor, content: false, async () => Found(await _proofs.InclusionAsync(index, size, ct).ConfigureAwait(false)), ct);

    /// <summary>The proof that the log at one size is the beginning of the log at another.</summary>
    /// <param name="actor">Who reads; null is nobody in particular.</param>
    /// <param name="from">The earlier size.</param>
    /// <param name="to">The size of the later checkpoint; null takes the newest.</param>
    /// <param name="ct">Cancels the reading.</param>
    public ValueTask<Outcome<ConsistencyProof>> ConsistencyAsync(Actor? actor, long from, long? to, CancellationToken ct) => RunAsync(
        actor, content: false, async () => Found(await _proofs.ConsistencyAsync(from, to, ct).ConfigureAwait(false)), ct);

    private static Outcome<T> Found<T>((T? Value, string Fault) answer)
        where T : class => answer.Value is { } value ? Outcome.Done(value) : Outcome.Refused<T>(Reasons.LogAbsent, answer.Fault);

    private async ValueTask<Outcome<T>> RunAsync<T>(Actor? actor, bool content, Func<ValueTask<Outcome<T>>> read, CancellationToken ct)
        where T : class
    {
        if (actor is null && content)
        {
            return Outcome.Refused<T>(Reasons.AuthorityMissing, "entries are given to those who may read the log, and to nobody else");
        }

        return actor is null
            ? await ReadAsync(read).ConfigureAwait(false)
            : await _bureau.RunAsync(actor, Rights.Read, "read the audit log", "*", () => ReadAsync(read), ct).ConfigureAwait(false);
    }

    private async ValueTask<Outcome<T>> ReadAsync<T>(Func<ValueTask<Outcome<T>>> read)
        where T : class
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (LedgerException fault)
        {
            services.OnFault($"log: {fault.Message}");
            return Outcome.Refused<T>(Reasons.LedgerUnavailable, "this part of the audit log cannot be read; tell the operator");
        }
    }
}
