using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Backends.Shipping;

/// <summary>Reads the entries that a sink has not got, and remembers which it has.</summary>
internal sealed class ShipSource(string sink, ILedgerStore ledger, IShipCursors cursors)
{
    private const int MostEntries = 256;
    private const int MostBytes = 1 << 20;

    private long _kept;

    /// <summary>Index of the next entry.</summary>
    internal long Next { get; private set; } = -1;

    /// <summary>Whether the last batch was as large as one may be, so that more may wait.</summary>
    internal bool Full { get; private set; }

    /// <summary>Reads the cursor. Says what is odd about it.</summary>
    internal async ValueTask<string?> BeginAsync(CancellationToken ct)
    {
        Next = _kept = await cursors.ReadAsync(sink, ct).ConfigureAwait(false);
        var end = await EndAsync(ct).ConfigureAwait(false);
        if (Next <= end)
        {
            return null;
        }

        // Waiting for the log to grow up to the cursor would skip what is written meanwhile.
        var odd = $"the cursor stands at entry {Next} of a log of {end}, so this is not the log that was shipped; all of it is shipped";
        Next = 0;
        return odd;
    }

    /// <summary>The next entries, or none: at most so many, and little more than a megabyte unless one alone is larger.</summary>
    internal async ValueTask<IReadOnlyList<StoredEntry>> NextAsync(CancellationToken ct)
    {
        await KeepAsync(ct).ConfigureAwait(false);
        var batch = new List<StoredEntry>();
        var bytes = 0L;
        await foreach (var entry in ledger.ReadAsync(new LedgerQuery { AfterIndex = Next - 1, NewestFirst = false, Limit = MostEntries }, ct).ConfigureAwait(false))
        {
            batch.Add(entry);
            bytes += entry.Json.Length;
            if (bytes >= MostBytes)
            {
                break;
            }
        }

        Full = batch.Count == MostEntries || bytes >= MostBytes;
        return batch;
    }

    /// <summary>All entries before this one were acknowledged.</summary>
    internal ValueTask MoveAsync(long next)
    {
        Next = next;

        // Also when the program ends: what was acknowledged need not be sent again.
        return KeepAsync(CancellationToken.None);
    }

    /// <summary>Entries that wait.</summary>
    internal async ValueTask<long> LagAsync(CancellationToken ct) => Math.Max(0, await EndAsync(ct).ConfigureAwait(false) - Math.Max(0, Next));

    private async ValueTask<long> EndAsync(CancellationToken ct)
    {
        await foreach (var newest in ledger.ReadAsync(new LedgerQuery { Limit = 1 }, ct).ConfigureAwait(false))
        {
            return newest.Index + 1;
        }

        return 0;
    }

    // Where it could not be stored it is tried again before the next batch: the entries are not sent again meanwhile.
    private async ValueTask KeepAsync(CancellationToken ct)
    {
        if (_kept != Next)
        {
            await cursors.WriteAsync(sink, Next, ct).ConfigureAwait(false);
            _kept = Next;
        }
    }
}
