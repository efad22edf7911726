using PolicyGuard.Calls;
using PolicyGuard.Envelopes;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Seals;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Ledger.Checkpoints;

/// <summary>
/// Signs for executed calls: one signature for up to <see cref="MostCalls"/> of them, over the digests of their envelopes, as an entry of the log. Used by
/// whoever has the right to publish, one at a time.
/// </summary>
/// <param name="entries">The log, to read.</param>
/// <param name="ledger">The log, to write.</param>
/// <param name="clock">Dates seals.</param>
public sealed class SealMaker(ILedgerStore entries, Ledger ledger, TimeProvider clock)
{
    /// <summary>Calls in one seal. Sigstore's verifiers take no more than 1,024.</summary>
    public const int MostCalls = 1000;

    // Entries before this one hold no closed call that is not sealed yet: refusals alone are not read again and again.
    private long _looked;

    /// <summary>Seals what was closed since the last seal.</summary>
    /// <param name="origin">The log's name.</param>
    /// <param name="signer">The log's key.</param>
    /// <param name="state">Where the log stands.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <returns>The seals, to be stored with the next checkpoint.</returns>
    /// <exception cref="LedgerException">The log cannot be read or written.</exception>
    public async ValueTask<IReadOnlyList<StoredSeal>> SealAsync(string origin, NoteSigner signer, LogExtent state, CancellationToken ct)
    {
        var made = new List<StoredSeal>();
        var (first, calls, ids) = (state.SealedTo, new List<SealedCall>(), new HashSet<string>(StringComparer.Ordinal));
        var query = new LedgerQuery
        {
            Kind = EntryKind.Closed, AfterIndex = Math.Max(_looked, Math.Max(state.SealedTo, state.Pruned)) - 1, NewestFirst = false, Limit = int.MaxValue,
        };
        await foreach (var entry in entries.ReadAsync(query, ct).ConfigureAwait(false))
        {
            if (entry.Index >= state.Size)
            {
                break;
            }

            if (!TreeHash.Leaf(entry.Json.Span).AsSpan().SequenceEqual(entry.LeafHash.Span))
            {
                throw new LedgerException($"nothing is signed: entry {entry.Index} is not what its hash says; keep a copy of the data folder as evidence, and run `policyguard audit verify`");
            }

            if (SealedCall.Of(entry.Json, out _) is not { } call)
            {
                continue;
            }

            if (calls.Count == MostCalls || ids.Contains(call.CallId))
            {
                made.Add(await AppendAsync(origin, signer, first, entry.Index, calls).ConfigureAwait(false));
                (first, calls) = (entry.Index, []);
                ids.Clear();
            }

            calls.Add(call);
            ids.Add(call.CallId);
        }

        if (calls.Count > 0)
        {
            made.Add(await AppendAsync(origin, signer, first, state.Size, calls).ConfigureAwait(false));
        }

        // Not where seals were made: until they are stored they may have to be made again.
        _looked = made.Count == 0 ? state.Size : _looked;
        return made;
    }

    private async ValueTask<StoredSeal> AppendAsync(string origin, NoteSigner signer, long first, long end, List<SealedCall> calls)
    {
        var seal = Seal.Sign(new BatchStatement(origin, first, end, calls), signer);
        var at = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
        var record = new LedgerRecord(seal.Leaf, at, EntryKind.Sealed, null, null, null, null, null, Reasons.LogSealed);
        var index = await ledger.AppendAsync(record, Durability.Normal).ConfigureAwait(false);
        return new StoredSeal(index, first, end, at, seal.Promise(index, at, signer));
    }
}
