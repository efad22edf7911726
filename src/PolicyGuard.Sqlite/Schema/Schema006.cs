namespace PolicyGuard.Sqlite.Schema;

/// <summary>What people do with incidents, what counts towards suspension, and the index by which the ledger is counted.</summary>
internal static class Schema006
{
    internal static readonly Migration Migration = new(6,
    [
        "ALTER TABLE incidents ADD COLUMN reported_by TEXT",
        "ALTER TABLE incidents ADD COLUMN recommended_action TEXT",
        "ALTER TABLE incidents ADD COLUMN changed_by TEXT",
        "ALTER TABLE incidents ADD COLUMN changed_at INTEGER",

        // With the time at its end: a group that goes on for years is found as quickly as a young one.
        "DROP INDEX incidents_repeat",
        "CREATE INDEX incidents_repeat ON incidents (rule, agent, target, last_at)",
        "CREATE INDEX incidents_agent ON incidents (agent, last_at)",
        "CREATE INDEX incidents_unresolved ON incidents (severity, status) WHERE status <> 2",

        // Strikes in one second are one row, so a flood of them is as cheap as one.
        "CREATE TABLE incident_strikes (agent TEXT NOT NULL, second INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (agent, second)) STRICT, WITHOUT ROWID",
        "CREATE INDEX incident_strikes_second ON incident_strikes (second)",

        // In the transaction that reinstates, whoever does it: what was before is forgiven, and nothing that comes after.
        """
        CREATE TRIGGER agents_reinstated AFTER UPDATE OF status ON agents WHEN OLD.status = 1 AND NEW.status = 0 BEGIN
            DELETE FROM incident_strikes WHERE agent = NEW.id;
        END
        """,

        // Made from the ledger on demand, and made again where they are missing: the ledger is the truth.
        """
        CREATE TABLE ledger_keys (
            id INTEGER PRIMARY KEY,
            kind INTEGER NOT NULL,
            agent TEXT NOT NULL,
            action_type TEXT NOT NULL,
            effect TEXT NOT NULL,
            reason TEXT NOT NULL,
            UNIQUE (kind, agent, action_type, effect, reason)
        ) STRICT
        """,

        // For each complete block the keys of its entries in order, 4 bytes each.
        "CREATE TABLE ledger_columns (block INTEGER PRIMARY KEY, keys BLOB NOT NULL) STRICT",
    ]);
}
