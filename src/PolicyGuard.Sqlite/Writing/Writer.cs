using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Writing;

/// <summary>
/// The one path by which this process changes the database. Whoever finds nobody writing commits on its own thread, without a
/// hand-over; who comes meanwhile is queued, and a thread of our own commits everything that waits as one transaction. That thread also
/// waits for locks that other processes hold, so that no caller's thread does.
/// </summary>
internal sealed class Writer : IDisposable
{
    /// <summary>
    /// Writes in one transaction: enough to share its cost, few enough that other processes get their turn within milliseconds.
    /// </summary>
    private const int GroupLimit = 512;

    private static readonly TimeSpan RetryFault = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly Transactions _transactions;
    private readonly List<Write> _one = new(1);
    private readonly Thread _thread;
    private List<Write> _queue = [];
    private List<Write> _group = [];
    private bool _busy;
    private bool _handedOver;
    private bool _ending;

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

    /// <summary>Takes a write; it is told when it is stored, or why it is not.</summary>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    internal void Submit(Write write)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ending, typeof(SqliteStore));
            if (_busy || _transactions.Fault is not null)
            {
                _queue.Add(write);
                if (!_busy)
                {
                    _busy = true;
                    HandOver();
                }

                return;
            }

            _busy = true;
        }

        _one.Add(write);
        var written = _transactions.TryCommit(_one, wait: false);
        _one.Clear();
        lock (_gate)
        {
            if (!written)
            {
                _queue.Insert(0, write);
            }

            if (_queue.Count > 0)
            {
                HandOver();
            }
            else
            {
                _busy = false;
                if (_ending || Fault is not null)
                {
                    Monitor.Pulse(_gate);
                }
            }
        }
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

    private void Work()
    {
        while (WaitForTurn())
        {
            _transactions.TryCommit(_group, wait: true);
            _group.Clear();
        }
    }

    /// <summary>
    /// Waits until the turn to write was handed to this thread, or a fault should be probed, and takes the next group. False at the
    /// end.
    /// </summary>
    private bool WaitForTurn()
    {
        lock (_gate)
        {
            if (_handedOver && _queue.Count == 0)
            {
                _handedOver = _busy = false;
            }

            while (!_handedOver)
            {
                if (_ending && !_busy)
                {
                    return false;
                }

                if (_transactions.Fault is null || _busy)
                {
                    Monitor.Wait(_gate);
                }
                else if (!Monitor.Wait(_gate, RetryFault) && !_busy && !_handedOver)
                {
                    _busy = _handedOver = true;
                }
            }

            if (_queue.Count <= GroupLimit)
            {
                (_queue, _group) = (_group, _queue);
            }
            else
            {
                _group.AddRange(_queue.GetRange(0, GroupLimit));
                _queue.RemoveRange(0, GroupLimit);
            }

            return true;
        }
    }
}
