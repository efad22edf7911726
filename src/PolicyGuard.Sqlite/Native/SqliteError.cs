using System.Runtime.InteropServices;

namespace PolicyGuard.Sqlite.Native;

/// <summary>SQLite refused something. Never leaves this assembly: stores translate it, with the path and what to do.</summary>
internal sealed class SqliteError : Exception
{
    internal SqliteError(int extendedCode, int errno, string message)
        : base(message)
    {
        ExtendedCode = extendedCode;
        Errno = errno;
    }

    /// <summary>SQLite's extended result code.</summary>
    internal int ExtendedCode { get; }

    /// <summary>The operating system's error number, or 0.</summary>
    internal int Errno { get; }

    /// <summary>The primary result code.</summary>
    internal int Code => ExtendedCode & 0xff;

    /// <summary>Whether only the statement failed: its transaction goes on, the database is well.</summary>
    internal bool StatementOnly => Code is Codes.Constraint or Codes.TooBig or Codes.Mismatch;

    /// <summary>Whether the connection can be used again as it is; after the rest it is opened anew.</summary>
    internal bool ConnectionUsable => StatementOnly || Code is Codes.Busy or Codes.Locked or Codes.Full or Codes.Interrupt;

    internal static unsafe SqliteError Of(nint db, int code)
    {
        if (db == 0)
        {
            return new SqliteError(code, 0, Marshal.PtrToStringUTF8((nint)Sqlite3.sqlite3_errstr(code)) ?? "unknown error");
        }

        var extended = Sqlite3.sqlite3_extended_errcode(db);
        var message = Marshal.PtrToStringUTF8((nint)Sqlite3.sqlite3_errmsg(db)) ?? "unknown error";
        return new SqliteError((extended & 0xff) == (code & 0xff) ? extended : code, Sqlite3.sqlite3_system_errno(db), message);
    }
}
