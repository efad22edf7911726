using PolicyGuard.Ledger;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>A commit lets others run first, and does not wait for ever for those who do not.</summary>
public sealed class WriterTurnTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Threads_of_the_pool_that_are_all_held_up_hold_no_commit_up()
    {
        await using var store = _folder.Open();
        await store.Ledger.AppendAsync(Entries.Make("before"), Durability.Normal);
        using var free = new ManualResetEventSlim();
        using var held = new CountdownEvent(200);
        for (var i = 0; i < held.InitialCount; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    free.Wait(TimeSpan.FromSeconds(30));
                    held.Signal();
                },
                null);
        }

        // On a thread of its own: ours is one of the pool's. What is asked is whether the entries are stored, not who goes on with it.
        var stored = true;
        var behind = false;
        var caller = new Thread(() =>
        {
            for (var i = 0; i < 3; i++)
            {
                var append = store.Ledger.AppendAsync(Entries.Make($"{i}"), Durability.Normal);
                stored &= SpinWait.SpinUntil(() => append.IsCompleted, TimeSpan.FromSeconds(10));
                behind = ThreadPool.PendingWorkItemCount > 0;
            }

            free.Set();
        });
        caller.Start();
        caller.Join();
        held.Wait(TimeSpan.FromSeconds(30));
        Assert.True(behind);
        Assert.True(stored);
        Assert.Equal(4, (await Entries.AllAsync(store.Ledger)).Count);
    }
}
