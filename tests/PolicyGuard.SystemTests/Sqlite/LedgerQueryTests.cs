using System.Text;
using PolicyGuard.Ledger;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>A query answers exactly what the same question to a list in memory would.</summary>
public sealed class LedgerQueryTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.FromHours(2));

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static readonly (string Name, LedgerQuery Query)[] Queries =
    [
        ("all", new() { Limit = 10_000 }),
        ("in order", new() { Limit = 10_000, NewestFirst = false }),
        ("default limit", new()),
        ("one", new() { Limit = 1 }),
        ("since, to the tick", new() { Since = Start.AddTicks(Ticks(1500)), Limit = 10_000 }),
        ("until, to the tick", new() { Until = Start.AddTicks(Ticks(1500)), Limit = 10_000 }),
        ("between", new() { Since = Start.AddTicks(7_000), Until = Start.AddTicks(15_000), NewestFirst = false, Limit = 10_000 }),
        ("before all", new() { Until = Start }),
        ("after all", new() { Since = Start.AddDays(1) }),
        ("around all", new() { Since = Start, Until = Start.AddDays(1), Limit = 10_000 }),
        ("only in the first block", new() { Until = Start.AddTicks(4_000), Limit = 10_000 }),
        ("only behind the last complete block", new() { Since = Start.AddTicks(Ticks(2999)), NewestFirst = false, Limit = 10_000 }),
        ("the time when the clock was set back", new() { Since = Start.AddDays(-2), Until = Start.AddDays(-1), Limit = 10_000 }),
        ("agent", new() { Agent = "agent-3", Limit = 10_000 }),
        ("agent compares exactly", new() { Agent = "AGENT-3", Limit = 10_000 }),
        ("agent is no pattern", new() { Agent = "agent-%", Limit = 10_000 }),
        ("agent is no SQL", new() { Agent = "' OR 1=1 --", Limit = 10_000 }),
        ("target", new() { Target = "tool ü", Limit = 10_000 }),
        ("action type", new() { ActionType = "resource_read", Limit = 10_000 }),
        ("effect", new() { Effect = "deny", Limit = 10_000 }),
        ("kind", new() { Kind = EntryKind.Closed, Limit = 10_000 }),
        ("call", new() { CallId = "call_77", Limit = 10_000 }),
        ("reason", new() { Reason = "policy.default", Limit = 10_000 }),
        ("after", new() { AfterIndex = 2550, Limit = 10_000 }),
        ("after, in order", new() { AfterIndex = 0, NewestFirst = false, Limit = 300 }),
        ("after the end", new() { AfterIndex = 10_000 }),
        ("several at once", new() { Agent = "agent-1", Effect = "allow", Since = Start.AddTicks(9_000), Kind = EntryKind.Opened, NewestFirst = false, Limit = 7 }),
        ("nothing", new() { Agent = "nobody" }),
    ];

    [Fact]
    public async Task Filters_order_and_limits()
    {
        await using var store = _folder.Open();
        var records = Enumerable.Range(0, 3000).Select(Record).ToList();
        foreach (var record in records)
        {
            await store.Ledger.AppendAsync(record, Durability.Normal);
        }

        foreach (var (name, query) in Queries)
        {
            var found = records.Select((record, index) => (record, index: (long)index)).Where(one => Matches(query, one.record, one.index));
            var expected = (query.NewestFirst ? found.Reverse() : found).Take(query.Limit).Select(one => one.index);
            var actual = await store.Ledger.ReadAsync(query).Select(entry => entry.Index).ToListAsync();
            Assert.True(expected.SequenceEqual(actual), name);
        }
    }

    [Fact]
    public async Task Entries_larger_than_a_page_come_whole_and_one_after_the_other()
    {
        await using var store = _folder.Open();
        for (var i = 0; i < 5; i++)
        {
            await store.Ledger.AppendAsync(Entries.Make($"{i}", padding: 900_000), Durability.Normal);
        }

        var read = await store.Ledger.ReadAsync(new LedgerQuery()).ToListAsync();
        Assert.Equal(["4", "3", "2", "1", "0"], read.Select(Entries.Id));
        Assert.All(read, entry => Assert.True(entry.Json.Length > 900_000));
    }

    [Fact]
    public async Task A_reader_in_order_ends_although_others_append_all_the_time()
    {
        await using var store = _folder.Open();
        for (var i = 0; i < 300; i++)
        {
            await store.Ledger.AppendAsync(Entries.Make($"{i}"), Durability.Normal);
        }

        var seen = 0;
        await foreach (var entry in store.Ledger.ReadAsync(new LedgerQuery { NewestFirst = false, Limit = int.MaxValue }))
        {
            await store.Ledger.AppendAsync(Entries.Make("more"), Durability.Normal);
            Assert.Equal(seen++, entry.Index);
        }

        Assert.Equal(300, seen);
    }

    [Fact]
    public async Task A_limit_below_one_is_refused()
    {
        await using var store = _folder.Open();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.Ledger.ReadAsync(new LedgerQuery { Limit = 0 }).ToListAsync());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.Ledger.ReadAsync(new LedgerQuery { Limit = -1 }).ToListAsync());
    }

    [Fact]
    public async Task A_cancelled_reader_stops()
    {
        await using var store = _folder.Open();
        await store.Ledger.AppendAsync(Entries.Make("a"), Durability.Normal);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.Ledger.ReadAsync(new LedgerQuery(), cancel.Token).ToListAsync());
        Assert.Single(await Entries.AllAsync(store.Ledger));
    }

    /// <summary>Nearly in order, as several processes append.</summary>
    private static int Ticks(int i) => (i * 10) + (i * 7919 % 3001);

    private static LedgerRecord Record(int i) => new(
        Encoding.UTF8.GetBytes($"{{\"i\":{i}}}"),
        i is 700 or 2100 ? Start.AddDays(-2).AddTicks(i) : Start.AddTicks(Ticks(i)),
        (EntryKind)(i % 8),
        i % 5 == 0 ? null : $"call_{i / 3}",
        i % 11 == 0 ? null : $"agent-{i % 4}",
        i % 13 == 0 ? null : i % 2 == 0 ? "tool ü" : "other",
        i % 3 == 0 ? "tool_call" : "resource_read",
        i % 2 == 0 ? "allow" : "deny",
        i % 4 == 0 ? "policy.default" : "policy.rule");

    private static bool Matches(LedgerQuery query, LedgerRecord record, long index) =>
        (query.Since is null || record.At >= query.Since) &&
        (query.Until is null || record.At < query.Until) &&
        (query.Agent is null || record.Agent == query.Agent) &&
        (query.Target is null || record.Target == query.Target) &&
        (query.ActionType is null || record.ActionType == query.ActionType) &&
        (query.Effect is null || record.Effect == query.Effect) &&
        (query.Kind is null || record.Kind == query.Kind) &&
        (query.CallId is null || record.CallId == query.CallId) &&
        (query.Reason is null || record.Reason == query.Reason) &&
        (query.AfterIndex is null || index > query.AfterIndex);
}
