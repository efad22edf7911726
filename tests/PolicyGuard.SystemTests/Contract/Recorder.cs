using PolicyGuard.Ledger;

namespace PolicyGuard.SystemTests.Contract;

/// <summary>A store that notes what it is asked for, and can be made to fail.</summary>
internal sealed class Recorder(ILedgerStore store) : ILedgerStore
{
    /// <summary>What was appended, in order, and at which durability; entries whose append returned.</summary>
    public List<(LedgerRecord Record, Durability Durability)> Stored { get; } = [];

    public bool Fails { get; set; }

    public string? Fault => store.Fault;

    public async ValueTask<long> AppendAsync(LedgerRecord record, Durability durability)
    {
        if (Fails)
        {
            throw new LedgerException("the disk is gone");
        }

        var index = await store.AppendAsync(record, durability);
        Stored.Add((record, durability));
        return index;
    }

    public bool TryAppendSoon(LedgerRecord record, Action<LedgerException> lost)
    {
        Stored.Add((record, Durability.Normal));
        return store.TryAppendSoon(record, lost);
    }

    public IAsyncEnumerable<StoredEntry> ReadAsync(LedgerQuery query, CancellationToken ct = default) => store.ReadAsync(query, ct);
}
