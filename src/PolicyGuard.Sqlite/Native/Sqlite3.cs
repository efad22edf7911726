using System.Runtime.InteropServices;

namespace PolicyGuard.Sqlite.Native;

/// <summary>
/// The functions of the system's SQLite that we call, as its C interface declares them (https://sqlite.org/c3ref/funclist.html).
/// </summary>
/// <remarks>
/// No variadic function is here (<c>sqlite3_config</c>, <c>sqlite3_db_config</c>): their calling convention differs on macOS/ARM64.
/// Those without a transition of the collector only look at what the last step brought: some ten nanoseconds, no lock, no I/O.
/// </remarks>
internal static unsafe partial class Sqlite3
{
    /// <summary>The name that <see cref="SqliteLibrary"/> resolves.</summary>
    internal const string Library = "policyguard-system-sqlite";

    [LibraryImport(Library)]
    internal static partial int sqlite3_libversion_number();

    [LibraryImport(Library)]
    internal static partial byte* sqlite3_libversion();

    [LibraryImport(Library)]
    internal static partial int sqlite3_threadsafe();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sqlite3_open_v2(string filename, out nint db, int flags, string? vfs);

    [LibraryImport(Library)]
    internal static partial int sqlite3_close(nint db);

    [LibraryImport(Library)]
    internal static partial int sqlite3_extended_result_codes(nint db, int on);

    [LibraryImport(Library)]
    internal static partial int sqlite3_extended_errcode(nint db);

    [LibraryImport(Library)]
    internal static partial int sqlite3_system_errno(nint db);

    [LibraryImport(Library)]
    internal static partial byte* sqlite3_errmsg(nint db);

    [LibraryImport(Library)]
    internal static partial byte* sqlite3_errstr(int code);

    [LibraryImport(Library)]
    internal static partial int sqlite3_busy_timeout(nint db, int milliseconds);

    [LibraryImport(Library)]
    internal static partial int sqlite3_get_autocommit(nint db);

    [LibraryImport(Library)]
    internal static partial int sqlite3_changes(nint db);

    [LibraryImport(Library)]
    internal static partial void sqlite3_interrupt(nint db);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sqlite3_file_control(nint db, string? schema, int operation, void* argument);

    [LibraryImport(Library)]
    internal static partial void* sqlite3_wal_hook(nint db, delegate* unmanaged<void*, nint, byte*, int, int> callback, void* context);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sqlite3_wal_checkpoint_v2(nint db, string? schema, int mode, out int framesInLog, out int framesCopied);

    [LibraryImport(Library)]
    internal static partial int sqlite3_prepare_v3(nint db, byte* sql, int bytes, uint flags, out nint statement, out byte* tail);

    [LibraryImport(Library)]
    internal static partial int sqlite3_finalize(nint statement);

    [LibraryImport(Library)]
    internal static partial int sqlite3_step(nint statement);

    [LibraryImport(Library)]
    internal static partial int sqlite3_reset(nint statement);

    [LibraryImport(Library)]
    internal static partial int sqlite3_bind_int64(nint statement, int index, long value);

    [LibraryImport(Library)]
    internal static partial int sqlite3_bind_text(nint statement, int index, byte* value, int bytes, nint destructor);

    [LibraryImport(Library)]
    internal static partial int sqlite3_bind_blob(nint statement, int index, byte* value, int bytes, nint destructor);

    [LibraryImport(Library)]
    internal static partial int sqlite3_bind_zeroblob(nint statement, int index, int bytes);

    [LibraryImport(Library)]
    internal static partial int sqlite3_bind_null(nint statement, int index);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int sqlite3_column_type(nint statement, int column);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial long sqlite3_column_int64(nint statement, int column);

    [LibraryImport(Library)]
    internal static partial byte* sqlite3_column_text(nint statement, int column);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial byte* sqlite3_column_blob(nint statement, int column);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int sqlite3_column_bytes(nint statement, int column);
}
