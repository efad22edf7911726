using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Verification;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Ledger;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.Sqlite.Reading;
using PolicyGuard.Sqlite.Registry;
using PolicyGuard.Sqlite.Writing;

namespace PolicyGuard.Sqlite;

/// <summary>Everything PolicyGuard remembers, in one SQLite database in one folder. Several processes may share it.</summary>
/// <remarks>
/// It uses the SQLite library of the system (3.37 or newer). The folder belongs on a local disk: SQLite's write-ahead log does not work on
/// network shares. Disposing stores and syncs what is under way.
/// </remarks>
public sealed class SqliteStore : IAsyncDisposable
{
    private readonly Writer? _writer;
    private readonly Readers _readers;
    private readonly Lookups _lookups;

    private SqliteStore(Database database, TimeProvider clock)
    {
        Path = database.Path;
        _writer = database.ReadOnly ? null : new Writer(database);
        _readers = new Readers(database, () => _writer?.Generation ?? 0);
        var registry = new RegistryAccess(database, _writer, _readers);
        Ledger = new SqliteLedgerStore(database, _writer, _readers);
        Index = new SqliteLedgerIndex(database, _writer, _readers);
        ShipCursors = new SqliteShipCursors(registry);
        var access = new LedgerAccess(database, _writer, _readers);
        Log = new SqliteLogStore(access);
        Scan = new SqliteLogScan(access);
        _lookups = new Lookups(registry);
        Agents = new SqliteAgentStore(registry, _lookups, clock);
        Keys = new SqliteKeyStore(registry, _lookups, clock);
        ToolPins = new SqliteToolPinStore(registry, _lookups, clock);
        Approvals = new SqliteApprovalStore(registry, clock);
        Incidents = new SqliteIncidentStore(registry);
        Policies = new SqlitePolicyStore(registry, _lookups, clock);
        IntentPaths = new SqliteIntentPaths(registry, clock);
    }

    /// <summary>The database file, as a full path.</summary>
    public string Path { get; }

    /// <summary>The version of the SQLite library that is used, for example <c>3.40.1</c>.</summary>
    /// <exception cref="StoreException">There is none, or it is too old.</exception>
    public static string LibraryVersion
    {
        get
        {
            SqliteLibrary.Require();
            return SqliteLibrary.Version;
        }
    }

    /// <summary>The append-only log.</summary>
    public ILedgerStore Ledger { get; }

    /// <summary>Counts and finds entries of the log.</summary>
    public ILedgerIndex Index { get; }

    /// <summary>What makes the log one that outsiders can check: its tree, checkpoints, seals, keys.</summary>
    public ILogStore Log { get; }

    /// <summary>Shows a verifier what lies in the database, believed in nothing.</summary>
    public ILogScan Scan { get; }

    /// <summary>How far entries were shipped.</summary>
    public IShipCursors ShipCursors { get; }

    /// <summary>The agents.</summary>
    public IAgentStore Agents { get; }

    /// <summary>The API keys.</summary>
    public IKeyStore Keys { get; }

    /// <summary>The pinned tool definitions.</summary>
    public IToolPinStore ToolPins { get; }

    /// <summary>The approvals.</summary>
    public IApprovalStore Approvals { get; }

    /// <summary>The incidents.</summary>
    public IIncidentStore Incidents { get; }

    /// <summary>The policies made at run time.</summary>
    public IPolicyStore Policies { get; }

    /// <summary>The paths of flows.</summary>
    public IIntentPathStore IntentPaths { get; }

    /// <summary>
    /// Opens the store of a folder, and makes both where they are missing: the folder with mode 0700, the database
    /// <c>policyguard.db</c> with 0600.
    /// </summary>
    /// <param name="dataFolder">The folder.</param>
    /// <param name="clock">Dates what the store itself dates: registrations, changes, expiry.</param>
    /// <exception cref="StoreException">It cannot be opened: no or too old SQLite library, not writable, writable for others, corrupt, of another
    /// program, or of a newer version. Nothing was changed.</exception>
    public static SqliteStore Open(string dataFolder, TimeProvider clock) => Start(Database.OpenOrCreate(dataFolder), clock);

    /// <summary>Opens the store of a folder for reading only, while others may write it. Every change is refused.</summary>
    /// <param name="dataFolder">The folder.</param>
    /// <param name="clock">Tells what has expired.</param>
    /// <exception cref="StoreException">There is none, or it cannot be read.</exception>
    public static SqliteStore OpenReadOnly(string dataFolder, TimeProvider clock) => Start(Database.OpenExisting(dataFolder), clock);

    /// <summary>Stores and syncs what is under way, and closes the database.</summary>
    public ValueTask DisposeAsync()
    {
        // On a thread of its own: it waits for the disk.
        return new ValueTask(Task.Run(() =>
        {
            _lookups.Dispose();
            _readers.Dispose();
            _writer?.Dispose();
        }));
    }

    private static SqliteStore Start(Database database, TimeProvider clock)
    {
        try
        {
            return new SqliteStore(database, clock);
        }
        catch (SqliteError e)
        {
            throw new StoreException($"cannot open the store: {Explain.Failure(database.Path, e)}", e);
        }
    }
}
