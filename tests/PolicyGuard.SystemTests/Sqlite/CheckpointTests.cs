using PolicyGuard.Ledger;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Writing;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>The log is copied into the database while everybody writes on, and loses nothing.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_log_of_a_long_running_process_begins_anew_by_itself()
    {
        await using var store = _folder.Open();
        for (var i = 0; i < Checkpointer.DueAt; i++)
        {
            // More than one frame each.
            await store.Ledger.AppendAsync(Entries.Make($"{i}"), Durability.Normal);
        }

        using var observer = Connection.Open(_folder.Database, readOnly: false);
        observer.WaitForLocks(TimeSpan.FromSeconds(5));
        for (var i = 0; i < 300 && Frames(observer) >= Checkpointer.DueAt; i++)
        {
            await Task.Delay(100);
        }

        Assert.True(Frames(observer) < Checkpointer.DueAt, $"{Frames(observer)} frames of log");
        Assert.Equal(Checkpointer.DueAt, (await Entries.AllAsync(store.Ledger)).Count);
    }

    [Fact]
    public async Task Checkpoints_of_several_stores_amid_their_appends_lose_and_damage_nothing()
    {
        await using (var one = _folder.Open())
        await using (var other = _folder.Open())
        {
            using var stop = new CancellationTokenSource();
            using var database = new DatabaseHandle(_folder.Path);
            var copying = Task.Run(() =>
            {
                var complete = 0;
                while (!stop.IsCancellationRequested)
                {
                    complete += database.Checkpoint() ? 1 : 0;
                }

                return complete;
            });
            await Task.WhenAll(new[] { one, other }.SelectMany(store => Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
            {
                for (var i = 0; i < 300; i++)
                {
                    await store.Ledger.AppendAsync(Entries.Make($"{caller}-{i}"), Durability.Normal);
                }
            }))));
            stop.Cancel();
            Assert.True(await copying > 0);
        }

        await using var again = _folder.Open();
        Assert.Equal(Enumerable.Range(0, 4800).Select(i => (long)i), (await Entries.AllAsync(again.Ledger)).Select(entry => entry.Index));
        using var connection = Connection.Open(_folder.Database, readOnly: true);
        using var check = connection.PrepareOnce("PRAGMA integrity_check");
        Assert.True(check.Statement.Step());
        Assert.Equal("ok", check.Statement.Text(0));
    }

    [Fact]
    public async Task Only_one_process_copies_at_a_time()
    {
        await using var store = _folder.Open();
        using var database = new DatabaseHandle(_folder.Path);
        using (FileLock.TryTake(_folder.Database + ".checkpoint"))
        {
            Assert.Null(FileLock.TryTake(_folder.Database + ".checkpoint"));
            Assert.False(database.Checkpoint());
        }

        Assert.True(database.Checkpoint());
    }

    [Fact]
    public async Task A_slow_reader_of_the_ledger_does_not_hold_up_the_copying()
    {
        await using var store = _folder.Open();
        for (var i = 0; i < 300; i++)
        {
            await store.Ledger.AppendAsync(Entries.Make($"{i}"), Durability.Normal);
        }

        using var database = new DatabaseHandle(_folder.Path);
        await using var reader = store.Ledger.ReadAsync(new LedgerQuery { NewestFirst = false, Limit = 300 }).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        await store.Ledger.AppendAsync(Entries.Make("more"), Durability.Normal);
        Assert.True(database.Checkpoint());
    }

    private static int Frames(Connection observer)
    {
        observer.Run("UPDATE pulse SET n = n + 1");
        return observer.LogFrames;
    }

    /// <summary>Checkpoints as another process on the same folder would.</summary>
    private sealed class DatabaseHandle(string folder) : IDisposable
    {
        private readonly Checkpointer _checkpointer = new(PolicyGuard.Sqlite.Files.Database.OpenOrCreate(folder));

        internal bool Checkpoint() => _checkpointer.Run();

        public void Dispose() => _checkpointer.Dispose();
    }
}
