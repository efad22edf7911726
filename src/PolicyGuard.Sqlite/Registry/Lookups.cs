using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>The connection on which every call looks up its agent and its tool: one at a time, some microseconds each.</summary>
internal sealed class Lookups : IDisposable
{
    private readonly object _gate = new();
    private readonly RegistryAccess _registry;
    private Connection? _connection;
    private int _generation;
    private bool _disposed;

    internal Lookups(RegistryAccess registry)
    {
        _registry = registry;
        Revisions = new Revisions(registry.Quiet);
    }

    /// <summary>What tells whether something changed; for use within <see cref="Run"/>.</summary>
    internal Revisions Revisions { get; }

    /// <summary>Looks something up. What it keeps in memory may be kept under the same lock.</summary>
    /// <exception cref="PolicyGuard.Registry.RegistryException">It cannot be read.</exception>
    internal TResult Run<TArgument, TResult>(TArgument argument, Func<Connection, TArgument, TResult> lookUp)
    {
        lock (_gate)
        {
            try
            {
                return lookUp(Ready(), argument);
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
        var generation = _registry.Generation;
        if (_generation != generation)
        {
            Drop();
            _generation = generation;
        }

        return _connection ??= _registry.OpenReader();
    }

    private void Drop()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
