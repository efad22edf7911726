namespace PolicyGuard.Sqlite.Native;

/// <summary>
/// The header of the write-ahead log's index (https://sqlite.org/walformat.html#the_wal_index_header): a counter of changes, the length of the log, its salts and
/// checksums. Every commit by any process changes it, and a new reader sees exactly what it describes; SQLite makes the same
/// comparison when it begins to read.
/// </summary>
internal readonly record struct LogState(ulong A, ulong B, ulong C, ulong D, ulong E, ulong F)
{
    // Numbers of 32 bits in the machine's own order: version, -, changes, (flags, page size), frames, pages, …
    /// <summary>Counts commits, of all processes; begins again after 2³².</summary>
    internal uint Changes => First(B);

    /// <summary>The length of the log in frames.</summary>
    internal uint Frames => First(C);

    private static uint First(ulong pair) => BitConverter.IsLittleEndian ? (uint)pair : (uint)(pair >> 32);
}
