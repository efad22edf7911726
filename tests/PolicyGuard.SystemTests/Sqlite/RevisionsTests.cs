using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.Sqlite.Writing;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>What is kept in memory is never older than the last commit of anybody.</summary>
public sealed class RevisionsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_suspension_by_another_holds_for_the_very_next_look_up_whatever_lies_between()
    {
        await using var ours = _folder.Open();
        await using var other = _folder.Open();
        await ours.Agents.GetOrRegisterAsync("a");
        for (var i = 0; i < 200; i++)
        {
            var status = i % 2 == 0 ? AgentStatus.Suspended : AgentStatus.Active;
            Assert.NotEqual(status, (await ours.Agents.FindAsync("a"))!.Status);
            await other.Agents.PutAsync((await other.Agents.FindAsync("a"))! with { Status = status });
            if (i % 3 == 0)
            {
                await ours.Ledger.AppendAsync(Entries.Make($"{i}"), Durability.Normal);
            }

            if (i % 25 == 0)
            {
                // The log is copied and begun anew.
                using var checkpointer = new Checkpointer(Database.OpenOrCreate(_folder.Path));
                checkpointer.Run();
            }

            Assert.Equal(status, (await ours.Agents.FindAsync("a"))!.Status);
            Assert.Equal(status, (await ours.Agents.FindAsync("a"))!.Status);
        }
    }

    [Fact]
    public async Task Every_commit_of_anybody_is_seen_in_the_log_and_nothing_else_is()
    {
        await using var ours = _folder.Open();
        using var looking = Database.OpenOrCreate(_folder.Path).OpenReader();
        var before = looking.LogState;
        Assert.NotNull(before);
        Assert.Equal(before, looking.LogState);
        for (var i = 0; i < 50; i++)
        {
            await ours.Ledger.AppendAsync(Entries.Make($"{i}"), Durability.Normal);
            var after = looking.LogState;
            Assert.NotEqual(before, after);

            using (var undone = Database.OpenOrCreate(_folder.Path).OpenWriter())
            {
                PolicyGuard.Sqlite.Writing.Lock.TryBegin(undone, wait: true);
                undone.Run("UPDATE pulse SET n = n + 1");
                undone.Rollback();
            }

            Assert.Equal(after, looking.LogState);
            before = after;
        }
    }

    [Fact]
    public async Task A_suspension_by_another_is_not_lost_between_appends_of_our_own()
    {
        await using var ours = _folder.Open();
        await using var other = _folder.Open();
        await ours.Agents.GetOrRegisterAsync("a");
        for (var i = 0; i < 200; i++)
        {
            var status = i % 2 == 0 ? AgentStatus.Suspended : AgentStatus.Active;
            for (var before = 0; before <= i % 3; before++)
            {
                await ours.Ledger.AppendAsync(Entries.Make($"{i}-{before}"), Durability.Normal);
                Assert.NotEqual(status, (await ours.Agents.FindAsync("a"))!.Status);
            }

            var changer = i % 5 == 0 ? ours : other;
            var changed = (await changer.Agents.FindAsync("a"))! with { Status = status };
            await Task.WhenAll(
                changer.Agents.PutAsync(changed).AsTask(),
                ours.Ledger.AppendAsync(Entries.Make($"{i}-beside"), Durability.Normal).AsTask(),
                other.Ledger.AppendAsync(Entries.Make($"{i}-far"), Durability.Normal).AsTask());
            await ours.Ledger.AppendAsync(Entries.Make($"{i}-after"), Durability.Normal);
            Assert.Equal(status, (await ours.Agents.FindAsync("a"))!.Status);
            Assert.Equal(status, (await other.Agents.FindAsync("a"))!.Status);
        }
    }

    [Fact]
    public async Task Only_our_own_appends_leave_alone_what_is_kept()
    {
        await using var other = _folder.Open();
        using var ours = Database.OpenOrCreate(_folder.Path).OpenWriter();
        var quiet = new QuietCommits();

        void Commit(bool appends, Action? then = null)
        {
            PolicyGuard.Sqlite.Writing.Lock.TryBegin(ours, wait: true);
            var before = ours.LogState;
            ours.Run("UPDATE pulse SET n = n + 1");
            ours.Run("COMMIT");
            then?.Invoke();
            quiet.Committed(before, ours.LogState, ours.LogFrames, appends);
        }

        Commit(appends: true);
        var first = quiet.Last;
        Assert.Equal(ours.LogState, first!.End);
        Commit(appends: true);
        Assert.Same(first.Begin, quiet.Last!.Begin);
        Assert.Equal(ours.LogState, quiet.Last.End);

        // Something else of ours; then somebody else between two appends; then somebody else before we could look.
        Commit(appends: false);
        Assert.Null(quiet.Last);
        Commit(appends: true);
        var second = quiet.Last!.Begin;
        Assert.NotSame(first.Begin, second);
        await other.Ledger.AppendAsync(Entries.Make("far"), Durability.Normal);
        Assert.NotEqual(ours.LogState, quiet.Last.End);
        Commit(appends: true);
        Assert.NotSame(second, quiet.Last.Begin);
        Commit(appends: true, () => other.Ledger.AppendAsync(Entries.Make("farther"), Durability.Normal).AsTask().Wait());
        Assert.Null(quiet.Last);
    }
}
