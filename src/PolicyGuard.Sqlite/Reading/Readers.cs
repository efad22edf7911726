using System.Collections.Concurrent;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Reading;

/// <summary>Connections for reading, kept for the next reader. Readers never wait for writers, nor writers for readers.</summary>
internal sealed class Readers : IDisposable
{
    private const int Keep = 4;

    private readonly ConcurrentQueue<(Connection Connection, int Generation)> _idle = new();
    private readonly Database _database;
    private readonly Func<int> _generation;
    private volatile bool _disposed;

    /// <param name="database">The file.</param>
    /// <param name="generation">Grows when the file had to be opened anew; connections from before are dropped.</param>
    internal Readers(Database database, Func<int> generation)
    {
        _database = database;
        _generation = generation;
    }

    /// <summary>Reads with a connection that nobody else uses meanwhile.</summary>
    /// <param name="read">What to read; it leaves no statement open.</param>
    /// <param name="ct">Stops a running statement.</param>
    /// <exception cref="SqliteError">It cannot be read.</exception>
    internal T Read<T>(Func<Connection, T> read, CancellationToken ct = default)
    {
        var (connection, generation) = Take();
        try
        {
            using var stop = ct.CanBeCanceled ? ct.UnsafeRegister(static state => ((Connection)state!).Interrupt(), connection) : default;
            var result = read(connection);
            Put(connection, generation);
            return result;
        }
        catch (SqliteError e) when (!e.ConnectionUsable)
        {
            connection.Dispose();
            throw;
        }
        catch
        {
            Put(connection, generation);
            throw;
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryDequeue(out var reader))
        {
            reader.Connection.Dispose();
        }
    }

    private (Connection Connection, int Generation) Take()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteStore));
        var generation = _generation();
        while (_idle.TryDequeue(out var reader))
        {
            if (reader.Generation == generation)
            {
                return reader;
            }

            reader.Connection.Dispose();
        }

        return (_database.OpenReader(), generation);
    }

    private void Put(Connection connection, int generation)
    {
        if (_disposed || _idle.Count >= Keep)
        {
            connection.Dispose();
        }
        else
        {
            _idle.Enqueue((connection, generation));
        }
    }
}
