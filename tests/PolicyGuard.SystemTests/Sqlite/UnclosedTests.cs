using System.Text;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>Which calls were opened and never closed: exactly those, whatever lies between.</summary>
public sealed class UnclosedTests : IDisposable
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Exactly_the_calls_without_an_outcome_are_found_also_when_only_reading()
    {
        var dice = new Random(11);
        var open = new List<(long Index, DateTimeOffset At)>();
        await using var store = _folder.Open();
        var running = new List<(string Call, long Index, DateTimeOffset At)>();
        for (var i = 0; i < 5200; i++)
        {
            var at = Begin.AddSeconds(i + dice.Next(-20, 20));
            if (running.Count > 0 && dice.Next(2) == 0)
            {
                var one = running[dice.Next(running.Count)];
                running.Remove(one);
                if (dice.Next(40) == 0)
                {
                    open.Add((one.Index, one.At));
                }
                else
                {
                    await AppendAsync(store, EntryKind.Closed, one.Call, at, one.Index);
                }
            }
            else
            {
                var kind = dice.Next(5) == 0 ? EntryKind.Refused : EntryKind.Opened;
                var index = await AppendAsync(store, kind, $"call_{i}", at);
                if (kind == EntryKind.Opened)
                {
                    running.Add(($"call_{i}", index, at));
                }
            }
        }

        open.AddRange(running.Select(static r => (r.Index, r.At)));
        await CheckAsync(store, open, null);
        await CheckAsync(store, open, Begin.AddSeconds(2600));
        await using var reader = SqliteStore.OpenReadOnly(_folder.Path, TimeProvider.System);
        await CheckAsync(reader, open, null);
        await CheckAsync(reader, open, Begin.AddSeconds(5000));
    }

    [Fact]
    public async Task Of_two_that_share_an_id_the_one_that_its_outcome_names_is_closed()
    {
        await using var store = _folder.Open();
        var first = await AppendAsync(store, EntryKind.Opened, "call_same", Begin);
        var second = await AppendAsync(store, EntryKind.Opened, "call_same", Begin);
        await AppendAsync(store, EntryKind.Closed, "call_same", Begin, second);
        Assert.Equal([first], (await store.Index.UnclosedAsync(null, 10, Ct)).Entries.Select(static e => e.Index));
    }

    [Fact]
    public async Task An_empty_log_has_none()
    {
        await using var store = _folder.Open();
        Assert.Equal(0, (await store.Index.UnclosedAsync(null, 10, Ct)).Total);
    }

    private static async Task CheckAsync(SqliteStore store, List<(long Index, DateTimeOffset At)> open, DateTimeOffset? since)
    {
        var expected = open.Where(o => since is null || o.At >= since).Select(static o => o.Index).OrderDescending().ToList();
        var found = await store.Index.UnclosedAsync(since, 20, Ct);
        Assert.Equal(expected.Count, found.Total);
        Assert.Equal(expected.Take(20), found.Entries.Select(static e => e.Index));
    }

    private static async Task<long> AppendAsync(SqliteStore store, EntryKind kind, string call, DateTimeOffset at, long opened = -1)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"call_id":"{{call}}","kind":"{{kind.Name()}}","opened":{{opened}}}""");
        return await store.Ledger.AppendAsync(new LedgerRecord(json, at, kind, call, "a", "t", "tool_call", "allow", "r"), Durability.Normal);
    }
}
