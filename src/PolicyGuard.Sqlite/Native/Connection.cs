using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PolicyGuard.Sqlite.Native;

/// <summary>One connection to the database. Not thread-safe: whoever owns it holds a lock or a thread of its own.</summary>
internal sealed unsafe class Connection : IDisposable
{
    private readonly Dictionary<string, Statement> _kept = new(StringComparer.Ordinal);
    private int* _logFrames;
    private ulong* _logState;

    private Connection(nint handle, string path)
    {
        Handle = handle;
        Path = path;
    }

    /// <summary>SQLite's handle; 0 once closed.</summary>
    internal nint Handle { get; private set; }

    /// <summary>The database file.</summary>
    internal string Path { get; }

    /// <summary>Whether a transaction is open.</summary>
    internal bool InTransaction => Sqlite3.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>The place of the ledger's next entry, once this transaction has found it; null at its begin.</summary>
    internal long? NextIndex { get; set; }

    /// <summary>Frames in the write-ahead log after this connection's last commit.</summary>
    internal int LogFrames => _logFrames is null ? 0 : *_logFrames;

    /// <summary>Whether the database file at <see cref="Path"/> is not the one we opened any more: deleted, renamed or replaced.</summary>
    internal bool Moved
    {
        get
        {
            var moved = 0;
            Check(Sqlite3.sqlite3_file_control(Handle, null, Codes.ControlHasMoved, &moved));
            return moved != 0;
        }
    }

    /// <summary>What the log holds at this moment; null where that cannot be told without reading.</summary>
    internal LogState? LogState
    {
        get
        {
            if (_logState is null && (_logState = FindLogState()) is null)
            {
                return null;
            }

            return new LogState(
                Volatile.Read(ref _logState[0]), Volatile.Read(ref _logState[1]), Volatile.Read(ref _logState[2]),
                Volatile.Read(ref _logState[3]), Volatile.Read(ref _logState[4]), Volatile.Read(ref _logState[5]));
        }
    }

    /// <summary>Opens an existing file. Nothing is read yet.</summary>
    /// <exception cref="SqliteError">It cannot be opened.</exception>
    /// <exception cref="StoreException">There is no SQLite that we can use.</exception>
    internal static Connection Open(string path, bool readOnly)
    {
        SqliteLibrary.Require();
        var flags = Codes.OpenNoMutex | (readOnly ? Codes.OpenReadOnly : Codes.OpenReadWrite);
        var code = Sqlite3.sqlite3_open_v2(path, out var handle, flags, null);
        if (code != Codes.Ok)
        {
            var error = SqliteError.Of(handle, code);
            _ = Sqlite3.sqlite3_close(handle);
            throw error;
        }

        _ = Sqlite3.sqlite3_extended_result_codes(handle, 1);
        var connection = new Connection(handle, path);
        connection.CountLogFrames();
        return connection;
    }

    /// <summary>How long a statement waits for a lock before it fails with <see cref="Codes.Busy"/>.</summary>
    internal void WaitForLocks(TimeSpan atMost) => Check(Sqlite3.sqlite3_busy_timeout(Handle, (int)atMost.TotalMilliseconds));

    /// <summary>A statement that stays prepared for the life of the connection.</summary>
    internal Use Prepare(string sql)
    {
        if (!_kept.TryGetValue(sql, out var statement))
        {
            statement = new Statement(this, sql, persistent: true);
            _kept.Add(sql, statement);
        }

        return new Use(statement, kept: true);
    }

    /// <summary>A statement for one use.</summary>
    internal Use PrepareOnce(string sql) => new(new Statement(this, sql, persistent: false), kept: false);

    /// <summary>Runs a statement without parameters that stays prepared.</summary>
    internal void Run(string sql)
    {
        using var use = Prepare(sql);
        use.Statement.Run();
    }

    /// <summary>Runs one statement, once.</summary>
    internal void RunOnce(string sql)
    {
        using var use = PrepareOnce(sql);
        use.Statement.Run();
    }

    /// <summary>Ends a transaction without its changes; some failures have done that already.</summary>
    internal void Rollback()
    {
        if (InTransaction)
        {
            Run("ROLLBACK");
        }
    }

    /// <summary>The integer that a statement answers, for pragmas.</summary>
    internal long Number(string sql)
    {
        using var use = PrepareOnce(sql);
        return use.Statement.Step() ? use.Statement.Int(0) : 0;
    }

    /// <summary>Rows changed by the last statement.</summary>
    internal int Changes => Sqlite3.sqlite3_changes(Handle);

    /// <summary>Stops a running statement; may be called from another thread.</summary>
    internal void Interrupt() => Sqlite3.sqlite3_interrupt(Handle);

    /// <summary>Copies what it can from the log into the database file, without waiting for anybody.</summary>
    /// <returns>Whether everything was copied.</returns>
    internal bool CopyLog()
    {
        var code = Sqlite3.sqlite3_wal_checkpoint_v2(Handle, null, Codes.CheckpointPassive, out var inLog, out var copied);
        if ((code & 0xff) == Codes.Busy)
        {
            return false;
        }

        Check(code);
        return inLog == copied;
    }

    /// <summary>Waits until the log is on the disk, by the same call that SQLite uses for its own commits.</summary>
    internal void SyncLog()
    {
        // sqlite3_file { const sqlite3_io_methods *pMethods; … }
        // sqlite3_io_methods { int iVersion; xClose; xRead; xWrite; xTruncate; xSync; … }
        void** file = null;
        Check(Sqlite3.sqlite3_file_control(Handle, null, Codes.ControlJournalPointer, &file));
        if (file is null || *file is null)
        {
            throw new SqliteError(Codes.IoError, 0, "the write-ahead log is not open");
        }

        var sync = (delegate* unmanaged<void*, int, int>)((void**)*file)[5];
        var code = sync(file, Codes.SyncFull);
        if (code != Codes.Ok)
        {
            throw new SqliteError(code, 0, Marshal.PtrToStringUTF8((nint)Sqlite3.sqlite3_errstr(code)) ?? "sync failed");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Check(int code)
    {
        if (code != Codes.Ok)
        {
            throw SqliteError.Of(Handle, code);
        }
    }

    public void Dispose()
    {
        if (Handle == 0)
        {
            return;
        }

        foreach (var statement in _kept.Values)
        {
            statement.Dispose();
        }

        _kept.Clear();
        _ = Sqlite3.sqlite3_close(Handle);
        Handle = 0;
        _logState = null;
        NativeMemory.Free(_logFrames);
        _logFrames = null;
    }

    /// <summary>Where SQLite itself has mapped the index of the log, for as long as this connection lives; null where it has not.</summary>
    private ulong* FindLogState()
    {
        // sqlite3_io_methods { …; 13: int (*xShmMap)(sqlite3_file*, int iPg, int pgsz, int bExtend, void volatile**); … } since version 2.
        // Regions of the index have 32 KiB; the first begins with the header.
        const int xShmMap = 13;
        const int regionSize = 32 * 1024;
        void** file = null;
        Check(Sqlite3.sqlite3_file_control(Handle, null, Codes.ControlFilePointer, &file));
        if (file is null || *file is null || *(int*)*file < 2)
        {
            return null;
        }

        void* region = null;
        var map = (delegate* unmanaged<void*, int, int, int, void**, int>)((void**)*file)[xShmMap];
        return map is not null && map(file, 0, regionSize, 0, &region) == Codes.Ok ? (ulong*)region : null;
    }

    /// <summary>Takes the place of SQLite's own checkpointing, which <see cref="Writing.Checkpointer"/> does in its own way.</summary>
    private void CountLogFrames()
    {
        _logFrames = (int*)NativeMemory.AllocZeroed(sizeof(int));
        _ = Sqlite3.sqlite3_wal_hook(Handle, &Committed, _logFrames);
    }

    [UnmanagedCallersOnly]
    private static int Committed(void* logFrames, nint db, byte* schema, int frames)
    {
        *(int*)logFrames = frames;
        return Codes.Ok;
    }
}
