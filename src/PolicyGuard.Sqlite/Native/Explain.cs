namespace PolicyGuard.Sqlite.Native;

/// <summary>Says of a failure what happened, where, and what to do.</summary>
internal static class Explain
{
    private const int NoSuchFile = 2;

    /// <summary>
    /// For example <c>/data/policyguard.db: database or disk is full (SQLITE 13, errno 28). Free space on its disk; …</c>.
    /// </summary>
    internal static string Failure(string path, Exception cause) => cause is SqliteError error
        ? $"{path}: {error.Message} (SQLite code {error.ExtendedCode}{(error.Errno == 0 ? "" : $", errno {error.Errno}")}). {Remedy(error)}"
        : $"{path}: {cause.Message}";

    private static string Remedy(SqliteError error) =>
        error.ExtendedCode == Codes.ReadOnlyMoved || error is { Code: Codes.CantOpen, Errno: NoSuchFile }
        ? "Put the file back, or restart PolicyGuard to begin a new one; calls are refused until then."
        : error.Code switch
        {
            Codes.Full => "Free space on its disk; calls are refused until then and go on by themselves.",
            Codes.Busy or Codes.Locked or Codes.Protocol => "Another program holds the database locked; end it, or wait until it is done.",
            Codes.ReadOnly or Codes.Auth => "Make the file and its folder writable for this user.",
            Codes.CantOpen => "Check that the folder exists and that this user may read and write it and the files in it.",
            Codes.Corrupt =>
                "The database is damaged and was left as it is. Copy the folder for evidence, then restore a backup, " +
                "or save what can be read with `sqlite3 policyguard.db .recover`.",
            Codes.NotADatabase => "The file is not a SQLite database and was left as it is. Move it away or restore a backup.",
            Codes.IoError => "The disk failed to read or write. Check the disk and the system's log.",
            Codes.NoMemory => "The process is out of memory.",
            _ => "Nothing was stored.",
        };
}
