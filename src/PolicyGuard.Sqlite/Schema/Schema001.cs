namespace PolicyGuard.Sqlite.Schema;

/// <summary>The first schema. Times are 100-nanosecond units since 1970 UTC, enums their numbers, lists JSON.</summary>
/// <remarks>
/// The triggers are a guard rail, not a lock: they stop a mistaken statement, in this program or in a shell. Who can write the file can
/// drop them; that is what the Merkle tree over the entries is for.
/// </remarks>
internal static class Schema001
{
    internal static readonly Migration Migration = new(1,
    [
        """
        CREATE TABLE ledger (
            idx INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            call_id TEXT,
            agent TEXT,
            target TEXT,
            action_type TEXT,
            effect TEXT,
            reason TEXT NOT NULL,
            leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32),
            json BLOB NOT NULL
        ) STRICT
        """,
        "CREATE INDEX ledger_agent ON ledger (agent)",
        "CREATE INDEX ledger_call ON ledger (call_id)",
        // For each complete block of entries the span of their times: nearly as good as an index on the time, and free to keep.
        "CREATE TABLE ledger_blocks (block INTEGER PRIMARY KEY, earliest INTEGER NOT NULL, latest INTEGER NOT NULL) STRICT",
        "CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed'); END",
        "CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END",

        """
        CREATE TABLE agents (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            trust INTEGER NOT NULL,
            allowed_tools TEXT NOT NULL,
            denied_tools TEXT NOT NULL,
            status INTEGER NOT NULL,
            suspension_reason TEXT,
            suspended_at INTEGER,
            auto_registered INTEGER NOT NULL,
            metadata TEXT NOT NULL,
            registered_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            version INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE tool_pins (
            upstream TEXT NOT NULL,
            tool TEXT NOT NULL,
            hash TEXT NOT NULL,
            definition TEXT NOT NULL,
            pinned_at INTEGER NOT NULL,
            changed_hash TEXT,
            changed_definition TEXT,
            PRIMARY KEY (upstream, tool)
        ) STRICT
        """,

        // What other processes keep in memory and must drop when it changes. A new row makes nothing stale, so inserting does not count.
        "CREATE TABLE revisions (name TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT",
        "INSERT INTO revisions (name, n) VALUES ('agents', 0), ('tool_pins', 0)",
        "CREATE TRIGGER agents_changed AFTER UPDATE ON agents BEGIN UPDATE revisions SET n = n + 1 WHERE name = 'agents'; END",
        "CREATE TRIGGER agents_removed AFTER DELETE ON agents BEGIN UPDATE revisions SET n = n + 1 WHERE name = 'agents'; END",
        "CREATE TRIGGER tool_pins_changed AFTER UPDATE ON tool_pins BEGIN UPDATE revisions SET n = n + 1 WHERE name = 'tool_pins'; END",
        "CREATE TRIGGER tool_pins_removed AFTER DELETE ON tool_pins BEGIN UPDATE revisions SET n = n + 1 WHERE name = 'tool_pins'; END",

        """
        CREATE TABLE approvals (
            id TEXT PRIMARY KEY,
            binding TEXT NOT NULL,
            call_id TEXT NOT NULL,
            agent TEXT NOT NULL,
            target TEXT NOT NULL,
            arguments TEXT NOT NULL,
            reason TEXT NOT NULL,
            status INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            answered_by TEXT,
            note TEXT
        ) STRICT
        """,
        // At most one pending (0) or approved (1) approval of one binding, whatever races.
        "CREATE UNIQUE INDEX approvals_live ON approvals (binding) WHERE status IN (0, 1)",
        "CREATE INDEX approvals_created ON approvals (created_at)",

        """
        CREATE TABLE incidents (
            id TEXT PRIMARY KEY,
            type TEXT NOT NULL,
            severity INTEGER NOT NULL,
            description TEXT NOT NULL,
            agent TEXT,
            target TEXT,
            rule TEXT,
            call_id TEXT,
            evidence TEXT NOT NULL,
            status INTEGER NOT NULL,
            resolution TEXT,
            first_at INTEGER NOT NULL,
            last_at INTEGER NOT NULL,
            count INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX incidents_last ON incidents (last_at)",
        "CREATE INDEX incidents_repeat ON incidents (rule, agent, target)",

        """
        CREATE TABLE policies (
            revision INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            version INTEGER NOT NULL,
            json TEXT NOT NULL,
            enabled INTEGER NOT NULL,
            author TEXT NOT NULL,
            at INTEGER NOT NULL,
            UNIQUE (id, version)
        ) STRICT
        """,
        "CREATE TRIGGER policies_no_update BEFORE UPDATE ON policies BEGIN SELECT RAISE(ABORT, 'a policy version is never changed'); END",
        "CREATE TRIGGER policies_no_delete BEFORE DELETE ON policies BEGIN SELECT RAISE(ABORT, 'a policy version is never deleted'); END",

        // Written to find out whether writing works, and to be the first write after a checkpoint.
        "CREATE TABLE pulse (id INTEGER PRIMARY KEY CHECK (id = 1), n INTEGER NOT NULL) STRICT",
        "INSERT INTO pulse (id, n) VALUES (1, 0)",
    ]);
}
