using System.Buffers;
using System.Text;

namespace PolicyGuard.Sqlite.Native;

/// <summary>
/// A prepared statement. Bind from 1, read columns from 0, and let the <see cref="Use"/> that <see cref="Connection"/> hands out reset
/// it.
/// </summary>
internal sealed unsafe class Statement : IDisposable
{
    /// <summary>SQLite copies the value before the call returns.</summary>
    private const nint Transient = -1;

    /// <summary>The value stays where it is until the statement is reset.</summary>
    private const nint Static = 0;

    private readonly Connection _connection;
    private nint _handle;

    internal Statement(Connection connection, string sql, bool persistent)
    {
        _connection = connection;
        var utf8 = Encoding.UTF8.GetBytes(sql);
        fixed (byte* start = utf8)
        {
            connection.Check(Sqlite3.sqlite3_prepare_v3(
                connection.Handle, start, utf8.Length, persistent ? Codes.PreparePersistent : 0, out _handle, out _));
        }
    }

    /// <summary>Binds an integer, or NULL.</summary>
    internal Statement Bind(int index, long? value)
    {
        _connection.Check(value is { } number
            ? Sqlite3.sqlite3_bind_int64(_handle, index, number)
            : Sqlite3.sqlite3_bind_null(_handle, index));
        return this;
    }

    /// <summary>Binds text, or NULL. A lone surrogate is stored as U+FFFD; who needs exact keys checks before.</summary>
    internal Statement Bind(int index, string? value)
    {
        if (value is null)
        {
            _connection.Check(Sqlite3.sqlite3_bind_null(_handle, index));
            return this;
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var rented = most > 768 ? ArrayPool<byte>.Shared.Rent(most) : null;
        var utf8 = rented is null ? stackalloc byte[768] : rented;
        var length = Encoding.UTF8.GetBytes(value, utf8);
        fixed (byte* start = utf8)
        {
            var code = Sqlite3.sqlite3_bind_text(_handle, index, start, length, Transient);
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }

            _connection.Check(code);
        }

        return this;
    }

    /// <summary>Binds bytes that stay pinned until the statement is reset.</summary>
    internal Statement BindPinned(int index, byte* value, int length)
    {
        // A null pointer would bind NULL; an empty blob has its own call.
        _connection.Check(length == 0
            ? Sqlite3.sqlite3_bind_zeroblob(_handle, index, 0)
            : Sqlite3.sqlite3_bind_blob(_handle, index, value, length, Static));
        return this;
    }

    /// <summary>Moves to the next row; false after the last.</summary>
    internal bool Step()
    {
        var code = Sqlite3.sqlite3_step(_handle);
        return code switch
        {
            Codes.Row => true,
            Codes.Done => false,
            _ => throw SqliteError.Of(_connection.Handle, code),
        };
    }

    /// <summary>Like <see cref="Step"/>, but answers SQLite's code instead of throwing.</summary>
    internal int TryStep() => Sqlite3.sqlite3_step(_handle);

    /// <summary>Runs to the end.</summary>
    internal void Run()
    {
        while (Step())
        {
        }
    }

    internal bool IsNull(int column) => Sqlite3.sqlite3_column_type(_handle, column) == Codes.TypeNull;

    internal long Int(int column) => Sqlite3.sqlite3_column_int64(_handle, column);

    internal long? IntOrNull(int column) => IsNull(column) ? null : Int(column);

    internal string Text(int column)
    {
        // In this order: column_text may convert, column_bytes then counts what it made.
        var start = Sqlite3.sqlite3_column_text(_handle, column);
        return start is null ? "" : Encoding.UTF8.GetString(start, Sqlite3.sqlite3_column_bytes(_handle, column));
    }

    internal string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    internal byte[] Blob(int column)
    {
        var start = Sqlite3.sqlite3_column_blob(_handle, column);
        return start is null ? [] : new ReadOnlySpan<byte>(start, Sqlite3.sqlite3_column_bytes(_handle, column)).ToArray();
    }

    /// <summary>Bytes that are there until the next step; empty where the column is NULL.</summary>
    internal ReadOnlySpan<byte> BlobSpan(int column)
    {
        var start = Sqlite3.sqlite3_column_blob(_handle, column);
        return start is null ? [] : new ReadOnlySpan<byte>(start, Sqlite3.sqlite3_column_bytes(_handle, column));
    }

    /// <summary>Makes the statement ready for its next use; what the last one answered was already thrown.</summary>
    internal void Reset() => _ = Sqlite3.sqlite3_reset(_handle);

    public void Dispose()
    {
        if (_handle != 0)
        {
            _ = Sqlite3.sqlite3_finalize(_handle);
            _handle = 0;
        }
    }
}
