namespace PolicyGuard.Sqlite.Schema;

/// <summary>Which tools were let through in each flow, for intent policies that look back.</summary>
internal static class Schema009
{
    internal static readonly Migration Migration = new(9,
    [
        // Nobody asks for a part of a path: it is kept as the bytes that the core writes.
        "CREATE TABLE intent_paths (flow TEXT PRIMARY KEY, version INTEGER NOT NULL, written_at INTEGER NOT NULL, path BLOB NOT NULL) STRICT",

        // The longest unused first; and the shortest way to count.
        "CREATE INDEX intent_paths_written ON intent_paths (written_at)",
    ]);
}
