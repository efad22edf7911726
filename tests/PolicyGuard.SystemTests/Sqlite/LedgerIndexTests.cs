using System.Text;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>Counting and finding by columns says exactly what counting entry by entry says.</summary>
public sealed class LedgerIndexTests : IDisposable
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Agents = ["a", "b", "c", ""];
    private static readonly string[] Effects = ["allow", "deny", ""];

    private readonly TempFolder _folder = new();
    private readonly Random _dice = new(7);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_counts_and_finds_what_a_walk_counts_and_finds()
    {
        await using var store = _folder.Open();
        var all = new List<LedgerRecord>();

        // A little more than blocks, with clocks that are set back and forth; counted in between, so that columns are made at different times.
        foreach (var more in new[] { 10, 1014, 1, 2500, 1700 })
        {
            await AppendAsync(store, all, more);
            await CompareAsync(store, all, null, null);
            await CompareAsync(store, all, Begin.AddSeconds(_dice.Next(all.Count)), null);
            await CompareAsync(store, all, Begin.AddSeconds(_dice.Next(all.Count / 2)), Begin.AddSeconds(_dice.Next(all.Count)));
        }
    }

    [Fact]
    public async Task Nothing_is_counted_in_an_empty_log()
    {
        await using var store = _folder.Open();
        Assert.Empty(await store.Index.TallyAsync(null, null, Ct));
        Assert.Equal(0, (await store.Index.FindAsync(static _ => true, null, 10, Ct)).Total);
    }

    [Fact]
    public async Task Two_processes_that_count_at_once_count_the_same()
    {
        var all = new List<LedgerRecord>();
        await using var one = _folder.Open();
        await AppendAsync(one, all, 5000);
        await using var two = _folder.Open();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => CompareAsync(i % 2 == 0 ? one : two, all, null, null))));
    }

    [Fact]
    public async Task Who_may_only_read_counts_too()
    {
        var all = new List<LedgerRecord>();
        await using var store = _folder.Open();
        await AppendAsync(store, all, 3000);
        await using (var before = SqliteStore.OpenReadOnly(_folder.Path, TimeProvider.System))
        {
            await CompareAsync(before, all, null, null);
        }

        await CompareAsync(store, all, null, null);
        await AppendAsync(store, all, 1500);
        await using var after = SqliteStore.OpenReadOnly(_folder.Path, TimeProvider.System);
        await CompareAsync(after, all, Begin.AddSeconds(500), null);
    }

    [Fact]
    public async Task Counting_while_others_append_never_counts_twice()
    {
        await using var store = _folder.Open();
        var all = new List<LedgerRecord>();
        var appending = Task.Run(() => AppendAsync(store, all, 6000), Ct);
        var last = 0L;
        while (!appending.IsCompleted)
        {
            var now = (await store.Index.TallyAsync(null, null, Ct)).Sum(static tally => tally.Count);
            Assert.InRange(now, last, 6000);
            last = now;
        }

        await appending;
        await CompareAsync(store, all, null, null);
    }

    [Fact]
    public async Task A_column_that_was_lost_or_damaged_is_no_loss()
    {
        var all = new List<LedgerRecord>();
        await using (var store = _folder.Open())
        {
            await AppendAsync(store, all, 3500);
            await CompareAsync(store, all, null, null);
        }

        Tool.Need("sqlite3", "--version");
        Tool.Run("sqlite3", _folder.Database, "DELETE FROM ledger_columns WHERE block = 0; UPDATE ledger_columns SET keys = x'00' WHERE block = 1; UPDATE ledger_columns SET keys = zeroblob(4096) WHERE block = 2;");
        await using var again = _folder.Open();
        await CompareAsync(again, all, null, null);
    }

    private async Task AppendAsync(SqliteStore store, List<LedgerRecord> all, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var at = Begin.AddSeconds(all.Count + _dice.Next(-300, 300));
            var record = new LedgerRecord(
                Encoding.UTF8.GetBytes($$"""{"n":{{all.Count}}}"""), at, (EntryKind)_dice.Next(3), null, Null(Agents[_dice.Next(4)]), "t", "tool_call", Null(Effects[_dice.Next(3)]),
                _dice.Next(500) == 0 ? "rare.reason" : "policy.rule");
            await store.Ledger.AppendAsync(record, Durability.Normal);
            all.Add(record);
        }
    }

    private static async Task CompareAsync(SqliteStore store, List<LedgerRecord> all, DateTimeOffset? since, DateTimeOffset? until)
    {
        var wanted = all.Index().Where(e => (since is null || e.Item.At >= since) && (until is null || e.Item.At < until)).ToList();
        Assert.Equal(
            wanted.GroupBy(static e => Key(e.Item)).Select(static g => new LedgerTally(g.Key, g.Count())).OrderBy(static t => t.ToString(), StringComparer.Ordinal),
            (await store.Index.TallyAsync(since, until, Ct)).OrderBy(static t => t.ToString(), StringComparer.Ordinal));
        if (until is not null)
        {
            return;
        }

        foreach (var filter in new Func<LedgerKey, bool>[] { static _ => true, static k => k.Agent == "b" && k.Effect == "deny", static k => k.Reason == "rare.reason", static _ => false })
        {
            var expected = wanted.Where(e => filter(Key(e.Item))).Select(static e => (long)e.Index).Reverse().ToList();
            var found = await store.Index.FindAsync(filter, since, 50, Ct);
            Assert.Equal(expected.Count, found.Total);
            Assert.Equal(expected.Take(50), found.Entries.Select(static e => e.Index));
            Assert.All(found.Entries, e => Assert.Equal($$"""{"n":{{e.Index}}}""", Encoding.UTF8.GetString(e.Json.Span)));
        }
    }

    private static LedgerKey Key(LedgerRecord e) => new(e.Kind, e.Agent ?? "", e.ActionType ?? "", e.Effect ?? "", e.Reason);

    private static string? Null(string text) => text.Length == 0 ? null : text;
}
