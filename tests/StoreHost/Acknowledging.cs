using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Tree;

/// <summary>Says of each entry that was waited for, once its append returned: "entry index full|normal leaf agent".</summary>
internal sealed class Acknowledging(ILedgerStore store, Action<string> say) : ILedgerStore
{
    public string? Fault => store.Fault;

    public async ValueTask<long> AppendAsync(LedgerRecord record, Durability durability)
    {
        var leaf = Convert.ToHexStringLower(TreeHash.Leaf(record.Json.Span));
        var index = await store.AppendAsync(record, durability);
        say($"entry {index} {(durability == Durability.Full ? "full" : "normal")} {leaf} {record.Agent ?? "-"}");
        return index;
    }

    public bool TryAppendSoon(LedgerRecord record, Action<LedgerException> lost) => store.TryAppendSoon(record, lost);

    public IAsyncEnumerable<StoredEntry> ReadAsync(LedgerQuery query, CancellationToken ct = default) => store.ReadAsync(query, ct);
}
