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
}
