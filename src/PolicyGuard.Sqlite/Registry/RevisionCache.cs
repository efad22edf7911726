using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>
/// Keeps records of one table in memory. Each look-up first reads the table's revision (one row, which every change by any process counts
/// up), so a change is seen by the very next look-up; the ledger's appends, which touch the file all the time, make nothing stale.
/// </summary>
internal sealed class RevisionCache<TKey, TValue> : IDisposable
    where TKey : notnull
    where TValue : class
{
    /// <summary>Beyond this the memory is emptied: an agent that invents names must not fill it.</summary>
    private const int Most = 10_000;

    private const string Revision = "SELECT n FROM revisions WHERE name = ?1";

    private readonly object _gate = new();
    private readonly RegistryAccess _registry;
    private readonly string _table;
    private readonly Func<Connection, TKey, TValue?> _load;
    private Connection? _connection;
    private int _generation;
    private bool _disposed;
    private Kept _kept = new(-1);

    internal RevisionCache(RegistryAccess registry, string table, Func<Connection, TKey, TValue?> load)
    {
        _registry = registry;
        _table = table;
        _load = load;
    }

    /// <summary>The record as it is now, or null.</summary>
    /// <exception cref="PolicyGuard.Registry.RegistryException">It cannot be read.</exception>
    internal TValue? Find(TKey key)
    {
        lock (_gate)
        {
            try
            {
                // The revision first: the record read afterwards is at least as new.
                var connection = Ready();
                var revision = ReadRevision(connection);
                if (revision != _kept.Revision || _kept.Records.Count > Most)
                {
                    _kept = new Kept(revision);
                }

                if (!_kept.Records.TryGetValue(key, out var value))
                {
                    value = _load(connection, key);
                    if (value is not null)
                    {
                        _kept.Records[key] = value;
                    }
                }

                return value;
            }
            catch (SqliteError e)
            {
                Drop();
                throw _registry.Unreadable(e);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Drop();
        }
    }

    private Connection Ready()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteStore));
        if (_generation != _registry.Generation)
        {
            Drop();
        }

        _generation = _registry.Generation;
        return _connection ??= _registry.OpenReader();
    }

    private long ReadRevision(Connection connection)
    {
        using var use = connection.Prepare(Revision);
        return use.Statement.Bind(1, _table).Step()
            ? use.Statement.Int(0)
            : throw new SqliteError(Codes.Corrupt, 0, $"the revision of {_table} is missing");
    }

    private void Drop()
    {
        _connection?.Dispose();
        _connection = null;
        _kept = new Kept(-1);
    }

    private sealed class Kept(long revision)
    {
        internal long Revision { get; } = revision;

        internal Dictionary<TKey, TValue> Records { get; } = [];
    }
}
