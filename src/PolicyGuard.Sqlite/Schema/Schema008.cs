using PolicyGuard.Sqlite.Ledger;

namespace PolicyGuard.Sqlite.Schema;

/// <summary>What makes the ledger a log that outsiders can check: the inner nodes of its tree, checkpoints, seals and the keys that signed them.</summary>
internal static class Schema008
{
    internal static readonly Migration Migration = new(
        8,
        [
            // Arguments, readable with the data folder's key only.
            "ALTER TABLE ledger ADD COLUMN sealed BLOB",

            // Hash idx at a level stands for 256^level entries from idx * 256^level on. Level 0 is leaf_hash of the entries themselves.
            """
            CREATE TABLE ledger_nodes (
                level INTEGER NOT NULL CHECK (level > 0),
                idx INTEGER NOT NULL,
                hash BLOB NOT NULL CHECK (length(hash) = 32),
                PRIMARY KEY (level, idx)
            ) STRICT, WITHOUT ROWID
            """,

            // Entries before this one were removed by `audit prune`; the leaf hashes of them stay, 256 to a row.
            "CREATE TABLE ledger_pruned (id INTEGER PRIMARY KEY CHECK (id = 1), before INTEGER NOT NULL) STRICT",
            "INSERT INTO ledger_pruned (id, before) VALUES (1, 0)",
            "CREATE TABLE ledger_leaves (block INTEGER PRIMARY KEY, hashes BLOB NOT NULL CHECK (length(hashes) = 8192)) STRICT",
            "DROP TRIGGER ledger_no_delete",
            """
            CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger WHEN OLD.idx >= (SELECT before FROM ledger_pruned) BEGIN
                SELECT RAISE(ABORT, 'ledger entries are never deleted');
            END
            """,

            "CREATE TABLE ledger_checkpoints (size INTEGER PRIMARY KEY, at INTEGER NOT NULL, note BLOB NOT NULL) STRICT",

            // The entry idx seals the calls closed in entries first to end; promise is the log's word that it was there at that time.
            """
            CREATE TABLE ledger_seals (
                idx INTEGER PRIMARY KEY,
                first_idx INTEGER NOT NULL UNIQUE,
                end_idx INTEGER NOT NULL,
                at INTEGER NOT NULL,
                promise BLOB NOT NULL
            ) STRICT
            """,

            "CREATE TABLE log_keys (seq INTEGER PRIMARY KEY, link TEXT NOT NULL) STRICT",
            .. Kept("ledger_nodes", "the tree is never changed"),
            .. Kept("ledger_leaves", "the tree is never changed"),
            .. Kept("ledger_checkpoints", "a checkpoint is never changed"),
            .. Kept("ledger_seals", "a seal is never changed"),
            .. Kept("log_keys", "the chain of keys is never changed"),

            // How far entries were shipped, by the sink's name.
            "CREATE TABLE ship_cursors (sink TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT",
        ],
        TreeNodes.AppendAll);

    private static IEnumerable<string> Kept(string table, string why) =>
        from act in new[] { "UPDATE", "DELETE" }
        select $"CREATE TRIGGER {table}_no_{act.ToLowerInvariant()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{why}'); END";
}
