using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Writing;

/// <summary>
/// Puts committed writes onto the disk, outside of any lock: the next transactions, of this process and of others, go on meanwhile. All
/// writes that were committed before a sync began share it. What nobody waits for is synced within <see cref="Delay"/>.
/// </summary>
/// <remarks>
/// A commit at <c>synchronous=NORMAL</c> has written its frames to the log when it returns, and SQLite has synced the log's header;
/// syncing the log file is then all that <c>synchronous=FULL</c> would have done more. If a checkpoint moved the frames into the
/// database before we sync the log, it synced the database first.
/// </remarks>
internal sealed class Syncer : IDisposable
{
    /// <summary>
    /// How long committed writes may stay unsynced when nobody waits; half of what is promised, the sync itself takes time too.
    /// </summary>
    internal static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(25);

    private readonly object _gate = new();
    private readonly Func<Connection> _open;
    private readonly Action<Exception?> _report;
    private readonly Thread _thread;
    private Connection? _connection;
    private List<Write> _waiting = [];
    private List<Write> _syncing = [];
    private long _dirtySince = -1;
    private bool _reopen;
    private bool _ending;

    /// <param name="open">Opens a connection whose log is open.</param>
    /// <param name="report">Told the failure of each sync, or null after one that worked.</param>
    internal Syncer(Func<Connection> open, Action<Exception?> report)
    {
        _open = open;
        _report = report;
        _connection = open();
        _thread = new Thread(Work) { IsBackground = true, Name = "policyguard store sync" };
        _thread.Start();
    }

    /// <summary>Told after each commit: what it wrote is synced within <see cref="Delay"/>.</summary>
    internal void Committed()
    {
        lock (_gate)
        {
            if (_dirtySince < 0)
            {
                _dirtySince = Environment.TickCount64;
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Syncs now, and tells a write that was committed when that is done.</summary>
    internal void TellWhenSynced(Write write)
    {
        lock (_gate)
        {
            _waiting.Add(write);
            if (_waiting.Count == 1)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>The database file was opened anew: sync the log that belongs to it.</summary>
    internal void Reopen()
    {
        lock (_gate)
        {
            _reopen = true;
        }
    }

    /// <summary>Syncs what is left, and ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ending = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        _connection?.Dispose();
    }

    private void Work()
    {
        while (WaitForWork(out var reopen))
        {
            Exception? failure = null;
            try
            {
                if (reopen || _connection is null)
                {
                    _connection?.Dispose();
                    _connection = null;
                    _connection = _open();
                }

                _connection.SyncLog();
            }
            catch (Exception e) when (e is SqliteError or StoreException or IOException)
            {
                failure = e;
                _connection?.Dispose();
                _connection = null;
            }

            _report(failure);
            foreach (var write in _syncing)
            {
                if (failure is null)
                {
                    write.Succeed();
                }
                else
                {
                    write.Fail(failure);
                }
            }

            _syncing.Clear();
        }
    }

    private bool WaitForWork(out bool reopen)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_ending)
            {
                if (_dirtySince < 0)
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                var left = Delay.TotalMilliseconds - (Environment.TickCount64 - _dirtySince);
                if (left <= 0)
                {
                    break;
                }

                Monitor.Wait(_gate, (int)Math.Ceiling(left));
            }

            reopen = _reopen;
            _reopen = false;
            if (_dirtySince < 0 && _waiting.Count == 0)
            {
                return false;
            }

            // Before the sync begins: what is committed from here on belongs to the next one.
            _dirtySince = -1;
            (_waiting, _syncing) = (_syncing, _waiting);
            return true;
        }
    }
}
