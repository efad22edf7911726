namespace PolicyGuard.Sqlite.Native;

/// <summary>
/// The header of the write-ahead log's index (https://sqlite.org/walformat.html#the_wal_index_header): a counter of changes, the length of the log, its salts and
/// checksums. Every commit by any process changes it, and a new reader sees exactly what it describes; SQLite makes the same
/// comparison when it begins to read.
/// </summary>
internal readonly record struct LogState(ulong A, ulong B, ulong C, ulong D, ulong E, ulong F);
