using System.Security.Cryptography;
using System.Text.Json;
using PolicyGuard.Ledger;

namespace PolicyGuard.Tests.Doubles;

/// <summary>A ledger store in memory that can be told to fail.</summary>
internal sealed class MemoryLedgerStore : ILedgerStore, ILedgerIndex
{
    private readonly List<(LedgerRecord Record, Durability Durability)> _entries = [];

    /// <summary>Set to make appends fail.</summary>
    public string? Fault { get; set; }

    /// <summary>Runs before an append is stored; may throw or change <see cref="Fault"/>.</summary>
    public Action<LedgerRecord>? OnAppend { get; set; }

    public IReadOnlyList<LedgerRecord> Records
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries.Select(e => e.Record)];
            }
        }
    }

    public IReadOnlyList<Durability> Durabilities => [.. _entries.Select(e => e.Durability)];

    public JsonElement Json(int index) => JsonDocument.Parse(Records[index].Json).RootElement;

    public ValueTask<long> AppendAsync(LedgerRecord record, Durability durability)
    {
        OnAppend?.Invoke(record);
        if (Fault is { } fault)
        {
            throw new LedgerException(fault);
        }

        lock (_entries)
        {
            _entries.Add((record, durability));
            return ValueTask.FromResult<long>(_entries.Count - 1);
        }
    }

    public bool TryAppendSoon(LedgerRecord record, Action<LedgerException> lost)
    {
        if (Crowded)
        {
            return false;
        }

        Lost = lost;
        return AppendAsync(record, Durability.Normal).IsCompletedSuccessfully;
    }

    /// <summary>Whether too many entries wait already.</summary>
    public bool Crowded { get; set; }

    /// <summary>Whom to tell that the last entry that nobody waited for is lost.</summary>
    public Action<LedgerException>? Lost { get; private set; }

    public async IAsyncEnumerable<StoredEntry> ReadAsync(LedgerQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct = default)
    {
        await Task.CompletedTask;
        var records = Records;
        var order = query.NewestFirst ? Enumerable.Range(0, records.Count).Reverse() : Enumerable.Range(0, records.Count);
        foreach (var i in order.Where(i => i > (query.AfterIndex ?? -1) && (query.CallId is null || query.CallId == records[i].CallId) && (query.Since is null || records[i].At >= query.Since)).Take(query.Limit))
        {
            byte[] leaf = [0, .. records[i].Json.Span];
            yield return new StoredEntry(i, records[i].Json, SHA256.HashData(leaf)) { Sealed = query.WithSealed ? records[i].Sealed : default };
        }
    }

    public ValueTask<IReadOnlyList<LedgerTally>> TallyAsync(DateTimeOffset? since, DateTimeOffset? until, CancellationToken ct) => ValueTask.FromResult<IReadOnlyList<LedgerTally>>(
        [.. Records.Where(e => (since is null || e.At >= since) && (until is null || e.At < until)).GroupBy(Key).Select(static g => new LedgerTally(g.Key, g.Count()))]);

    public ValueTask<LedgerFound> FindAsync(Func<LedgerKey, bool> wanted, DateTimeOffset? since, int limit, CancellationToken ct)
    {
        var found = Records.Index().Where(e => (since is null || e.Item.At >= since) && wanted(Key(e.Item))).Reverse().ToList();
        return ValueTask.FromResult(new LedgerFound(found.Count, [.. found.Take(limit).Select(static e => Stored(e.Index, e.Item))]));
    }

    public ValueTask<LedgerFound> UnclosedAsync(DateTimeOffset? since, int limit, CancellationToken ct)
    {
        var closed = Records.Where(static e => e.Kind == EntryKind.Closed).Select(static e => e.CallId).ToHashSet();
        var found = Records.Index().Where(e => e.Item.Kind == EntryKind.Opened && (since is null || e.Item.At >= since) && !closed.Contains(e.Item.CallId)).Reverse().ToList();
        return ValueTask.FromResult(new LedgerFound(found.Count, [.. found.Take(limit).Select(static e => Stored(e.Index, e.Item))]));
    }

    private static LedgerKey Key(LedgerRecord e) => new(e.Kind, e.Agent ?? "", e.ActionType ?? "", e.Effect ?? "", e.Reason);

    private static StoredEntry Stored(int index, LedgerRecord e)
    {
        byte[] leaf = [0, .. e.Json.Span];
        return new StoredEntry(index, e.Json, SHA256.HashData(leaf));
    }
}
