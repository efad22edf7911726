using System.Runtime.InteropServices;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Writing;

/// <summary>
/// The one path by which this process changes the database. Writes stand in one queue and keep its order. Whoever finds nobody writing,
/// and nobody else who is ready to run, commits all that stands there as one transaction, on its own thread, without a hand-over. Where
/// others are ready, they run first: the commit goes to the end of the thread pool's queue and takes along what they bring; where the pool
/// is busy with other things for longer, a thread of our own comes for it. Waiting for locks that other processes hold is done by that
/// thread, too.
/// </summary>
/// <remarks>
/// A write that nobody waits for (<see cref="Write.Rides"/>) wakes nobody: it rides with the next one, and after <see cref="RideDelay"/>
/// the thread of our own comes for it. Where its transaction fails it stays in front of the queue, so nothing is stored after it before
/// it is stored itself.
/// </remarks>
internal sealed class Writer : IThreadPoolWorkItem, IDisposable
{
    /// <summary>How long a write that nobody waits for stands in the queue at most, where writing works.</summary>
    internal static readonly TimeSpan RideDelay = TimeSpan.FromMilliseconds(5);

    /// <summary>Writes that nobody waits for and that stand in the queue at once; with more, their senders have to wait.</summary>
    internal const int MostRiding = 1024;

    /// <summary>
    /// Writes in one transaction: enough to share its cost, few enough that other processes get their turn within milliseconds.
    /// </summary>
    private const int GroupLimit = 512;

    /// <summary>How often a commit lets others run first.</summary>
    private const int MostGivenWay = 3;

    private static readonly TimeSpan RetryFault = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly Transactions _transactions;
    private readonly Thread _thread;
    private readonly List<Write> _queue = [];

    // These belong to whoever set _busy.
    private readonly List<Write> _group = [];
    private readonly List<Write> _kept = [];
    private int _givenWay;
    private int _riding;
    private bool _busy;

    // While the commit stands in the pool's queue: who takes this back leads. Whoever comes too late has nothing to do.
    private bool _inPool;
    private int _timesInPool;
    private bool _handedOver;
    private bool _watched;
    private bool _due;
    private bool _ending;
    private bool _lastTried;

    internal Writer(Database database)
    {
        _transactions = new Transactions(database, Wake);
        _thread = new Thread(Work) { IsBackground = true, Name = "policyguard store writer" };
        _thread.Start();
    }

    /// <summary>Why writing fails at present, or null.</summary>
    internal string? Fault => _transactions.Fault;

    /// <summary>Grows whenever the file had to be opened anew.</summary>
    internal int Generation => _transactions.Generation;

    /// <summary>What our commits left untouched.</summary>
    internal QuietCommits Quiet => _transactions.Quiet;

    /// <summary>Whether a commit should follow the one under way.</summary>
    private bool Wanted => _queue.Count > _riding || (_due && _riding > 0);

    /// <summary>Takes a write; it is told when it is stored, or why it is not.</summary>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    internal void Submit(Write write)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ending, typeof(SqliteStore));
            _queue.Add(write);
            if (_busy)
            {
                return;
            }

            _busy = true;
            if (_transactions.Fault is not null)
            {
                HandOver();
                return;
            }
        }

        Lead();
    }

    /// <summary>Takes a write that nobody waits for.</summary>
    /// <returns>False where too many stand in the queue already: nothing was taken.</returns>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    internal bool TryRide(Write write)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ending, typeof(SqliteStore));
            if (_riding >= MostRiding)
            {
                return false;
            }

            _queue.Add(write);
            _riding++;
            if (!_watched)
            {
                _watched = true;
                Monitor.Pulse(_gate);
            }

            return true;
        }
    }

    /// <summary>Completes when all that was taken before is stored, or failed.</summary>
    internal Task FlushAsync()
    {
        Change<bool> behind;
        lock (_gate)
        {
            if (_ending || (!_busy && _queue.Count == 0))
            {
                return Task.CompletedTask;
            }

            behind = new Change<bool>(survivesPowerLoss: false, static _ => true);
        }

        Submit(behind);
        return behind.Task;
    }

    /// <summary>Commits what waits, syncs it, and closes.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_ending)
            {
                return;
            }

            _ending = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
        foreach (var write in _queue)
        {
            write.Fail(new StoreException(Fault ?? "the store was closed"));
        }

        _transactions.Dispose();
    }

    private void HandOver()
    {
        _handedOver = true;
        Monitor.Pulse(_gate);
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.Pulse(_gate);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            if (!_inPool)
            {
                return;
            }

            _inPool = false;
        }

        Lead();
    }

    // Under the lock.
    private void GoToPool()
    {
        _inPool = true;
        _timesInPool++;
        if (!_watched)
        {
            _watched = true;
            Monitor.Pulse(_gate);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Commits what stands in the queue, now or after those who are ready to run.</summary>
    private void Lead()
    {
        if (_givenWay < MostGivenWay && ThreadPool.PendingWorkItemCount > 0)
        {
            _givenWay++;
            lock (_gate)
            {
                GoToPool();
            }

            return;
        }

        _givenWay = 0;
        lock (_gate)
        {
            TakeGroup();
        }

        var committed = _transactions.TryCommit(_group, wait: false, _kept);
        lock (_gate)
        {
            PutBack(committed ? _kept : _group);
            if (!Wanted)
            {
                _busy = false;
                if (_ending || Fault is not null)
                {
                    Monitor.Pulse(_gate);
                }
            }
            else if (!committed || Fault is not null)
            {
                HandOver();
            }
            else
            {
                GoToPool();
            }
        }
    }

    private void Work()
    {
        while (WaitForTurn())
        {
            _transactions.TryCommit(_group, wait: true, _kept);
            lock (_gate)
            {
                PutBack(_kept);
            }
        }
    }

    /// <summary>
    /// Waits until the turn to write was handed to this thread, a ride is due, or a fault should be probed, and takes the next group.
    /// False at the end.
    /// </summary>
    private bool WaitForTurn()
    {
        lock (_gate)
        {
            if (_handedOver && !Wanted)
            {
                _handedOver = _busy = false;
            }

            while (!_handedOver)
            {
                if (_ending && !_busy)
                {
                    if (_riding == 0 || _lastTried)
                    {
                        return false;
                    }

                    _busy = _handedOver = _lastTried = true;
                }
                else if (!_busy && Fault is not null)
                {
                    Probe();
                }
                else if (_watched)
                {
                    Watch();
                }
                else
                {
                    Monitor.Wait(_gate);
                }
            }

            TakeGroup();
            return true;
        }
    }

    private void Probe()
    {
        if (!Monitor.Wait(_gate, RetryFault) && !_busy && !_handedOver)
        {
            _busy = _handedOver = true;
        }
    }

    private void Watch()
    {
        var times = _timesInPool;
        if (Monitor.Wait(_gate, RideDelay) || _handedOver)
        {
            return;
        }

        if (_inPool && times == _timesInPool)
        {
            // It stood there all the time: the pool's threads are held up, and nobody who waits for a commit has to wait for them.
            _inPool = false;
            _givenWay = 0;
            _handedOver = true;
        }
        else if (_riding == 0)
        {
            _watched = _inPool;
        }
        else if (_busy)
        {
            _due = true;
        }
        else
        {
            _busy = _handedOver = true;
        }
    }

    private void TakeGroup()
    {
        var count = Math.Min(_queue.Count, GroupLimit);
        _group.AddRange(CollectionsMarshal.AsSpan(_queue)[..count]);
        _queue.RemoveRange(0, count);
        _riding -= Riding(_group);
        _due = false;
    }

    /// <summary>Puts writes in front of the queue that are still to be written, and is ready for the next group.</summary>
    private void PutBack(List<Write> writes)
    {
        if (writes.Count > 0)
        {
            _queue.InsertRange(0, writes);
            _riding += Riding(writes);
        }

        _group.Clear();
        _kept.Clear();
    }

    private static int Riding(List<Write> writes)
    {
        var riding = 0;
        foreach (var write in writes)
        {
            riding += write.Rides ? 1 : 0;
        }

        return riding;
    }
}
