using PolicyGuard.Envelopes;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Tree;
using PolicyGuard.Ledger.Verification;

namespace PolicyGuard.Ledger.Seals;

/// <summary>Finds the envelope of an executed call in a log, and puts together what proves it to a stranger. Reads only.</summary>
/// <param name="entries">The entries.</param>
/// <param name="log">The log.</param>
/// <param name="scan">The log's checkpoints.</param>
public sealed class SealFinder(ILedgerStore entries, ILogStore log, ILogScan scan)
{
    /// <summary>The outcome of a call; null where there is none, or one without an envelope, as earlier versions wrote them.</summary>
    /// <exception cref="LedgerException">The log cannot be read.</exception>
    public async ValueTask<SealedEnvelope?> FindAsync(string callId, CancellationToken ct)
    {
        await foreach (var entry in entries.ReadAsync(new LedgerQuery { CallId = callId, Kind = EntryKind.Closed, Limit = 1 }, ct).ConfigureAwait(false))
        {
            return SealedCall.Of(entry.Json, out var envelope) is null ? null : new SealedEnvelope(entry.Index, envelope);
        }

        return null;
    }

    /// <summary>The seal that lists what an entry closed; null where nobody signed for it yet.</summary>
    /// <exception cref="LedgerException">The log cannot be read, or the seal is not one of these entries: somebody changed them.</exception>
    public async ValueTask<FoundSeal?> SealAsync(long closed, CancellationToken ct)
    {
        if (await log.SealAsync(closed, ct).ConfigureAwait(false) is not { } stored || scan.Checkpoints(stored.Index, 1) is not [var published])
        {
            return null;
        }

        if (!KeyChain.TryParse(await log.KeyLinksAsync(ct).ConfigureAwait(false), out var chain, out var fault))
        {
            throw new LedgerException($"the chain of signing keys is broken: {fault}");
        }

        var statement = new BatchStatement(chain.Origin, stored.First, stored.End, await CallsAsync(stored, ct).ConfigureAwait(false));
        StoredEntry? leaf = null;
        await foreach (var entry in entries.ReadAsync(new LedgerQuery { AfterIndex = stored.Index - 1, NewestFirst = false, Limit = 1 }, ct).ConfigureAwait(false))
        {
            leaf = entry;
        }

        if (leaf is null || leaf.Index != stored.Index || Seal.Restore(statement, leaf.Json.Span) is not { } seal || !SignedNote.TryParse(published.Note.Span, out var checkpoint, out fault))
        {
            throw new LedgerException($"entry {stored.Index} does not seal the calls closed in entries {stored.First} to {stored.End - 1}; `policyguard audit verify` says more");
        }

        var path = await new TileTree(log).InclusionAsync(stored.Index, published.Size, ct).ConfigureAwait(false);
        return new FoundSeal(seal, seal.ToBundle(stored.Index, path, checkpoint, chain.KeyFor(stored.Index + 1), stored.At, stored.Promise), stored);
    }

    /// <summary>The log's keys with the times in which they signed, for verifiers that know no tree sizes.</summary>
    /// <exception cref="LedgerException">The log cannot be read.</exception>
    public async ValueTask<IReadOnlyList<LogKeyPeriod>> PeriodsAsync(KeyChain chain, CancellationToken ct)
    {
        var (periods, start) = (new List<LogKeyPeriod>(), DateTimeOffset.UnixEpoch);
        for (var i = 0; i < chain.Keys.Count; i++)
        {
            // The last that a key signed is the checkpoint before the next key's first.
            DateTimeOffset? end = i + 1 < chain.Keys.Count ? (await log.CheckpointAsync(chain.Keys[i + 1].From - 1, ct).ConfigureAwait(false))?.At ?? start : null;
            periods.Add(new LogKeyPeriod(chain.Keys[i].Key.Spki, start, end));
            start = end is { } at ? DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds()) : start;
        }

        return periods;
    }

    private async ValueTask<IReadOnlyList<SealedCall>> CallsAsync(StoredSeal stored, CancellationToken ct)
    {
        var calls = new List<SealedCall>();
        var query = new LedgerQuery { Kind = EntryKind.Closed, AfterIndex = stored.First - 1, NewestFirst = false, Limit = int.MaxValue };
        await foreach (var entry in entries.ReadAsync(query, ct).ConfigureAwait(false))
        {
            if (entry.Index >= stored.End)
            {
                break;
            }

            if (SealedCall.Of(entry.Json, out _) is { } call)
            {
                calls.Add(call);
            }
        }

        return calls.Count is > 0 and <= BatchStatement.MaxCalls
            ? calls
            : throw new LedgerException($"the calls that the seal in entry {stored.Index} lists are not there any more: pruned, or changed");
    }
}

/// <summary>The envelope of an executed call as it stands in the log.</summary>
/// <param name="Index">The entry of the call's outcome.</param>
/// <param name="Json">The envelope's bytes: the file that a verifier is given.</param>
public sealed record SealedEnvelope(long Index, ReadOnlyMemory<byte> Json);

/// <summary>A seal and what proves it.</summary>
/// <param name="Seal">The seal.</param>
/// <param name="Bundle">The Sigstore bundle.</param>
/// <param name="Stored">Where it stands.</param>
public sealed record FoundSeal(Seal Seal, SigstoreBundle Bundle, StoredSeal Stored);
