using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>
/// Keeps records of one table in memory. Each look-up first looks at the table's revision (one row, which every change by any process counts
/// up; read again where anything was committed since), so a change is seen by the very next look-up; the ledger's appends, which touch the file all the time, make nothing stale.
/// </summary>
internal sealed class RevisionCache<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    /// <summary>Beyond this the memory is emptied: an agent that invents names must not fill it.</summary>
    private const int Most = 10_000;

    private readonly Lookups _lookups;
    private readonly string _table;
    private readonly Func<Connection, TKey, TValue?> _load;
    private readonly Func<Connection, TKey, TValue?> _find;
    private readonly Dictionary<TKey, TValue> _kept = [];
    private (Connection? Connection, long Revision) _seen;

    internal RevisionCache(Lookups lookups, string table, Func<Connection, TKey, TValue?> load)
    {
        _lookups = lookups;
        _table = table;
        _load = load;
        _find = Find;
    }

    /// <summary>The record as it is now, or null.</summary>
    /// <exception cref="PolicyGuard.Registry.RegistryException">It cannot be read.</exception>
    internal TValue? Find(TKey key) => _lookups.Run(key, _find);

    private TValue? Find(Connection connection, TKey key)
    {
        // The revision first: the record read afterwards is at least as new. Another connection may be another file's.
        var seen = (connection, _lookups.Revisions.Of(connection, _table));
        if (seen != _seen || _kept.Count > Most)
        {
            _kept.Clear();
            _seen = seen;
        }

        if (!_kept.TryGetValue(key, out var value))
        {
            value = _load(connection, key);
            if (value is not null)
            {
                _kept[key] = value;
            }
        }

        return value;
    }
}
