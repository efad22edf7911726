namespace PolicyGuard.Sqlite.Schema;

/// <summary>What is kept back of results, the flows that people opened, and what happened in flows. Contents are sealed.</summary>
internal static class Schema010
{
    internal static readonly Migration Migration = new(10,
    [
        """
        CREATE TABLE held_results (
            id TEXT PRIMARY KEY,
            binding TEXT NOT NULL,
            call_id TEXT NOT NULL,
            agent TEXT NOT NULL,
            flow TEXT NOT NULL,
            target TEXT NOT NULL,
            upstream TEXT NOT NULL,
            found TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            digest TEXT NOT NULL,
            is_error INTEGER NOT NULL,
            is_protocol_error INTEGER NOT NULL,
            status INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            decided_by TEXT,
            decided_at INTEGER,
            note TEXT,
            sealed BLOB
        ) STRICT
        """,
        "CREATE INDEX held_results_standing ON held_results (binding, status)",

        // Those whose content is still there: counted before each that is added, cleared when they run out.
        "CREATE INDEX held_results_kept ON held_results (expires_at) WHERE sealed IS NOT NULL",

        """
        CREATE TABLE flows (
            id TEXT PRIMARY KEY,
            token_hash TEXT NOT NULL UNIQUE,
            agent TEXT,
            caller TEXT,
            intent TEXT,
            request BLOB NOT NULL,
            opened_by TEXT NOT NULL,
            opened_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            closed_by TEXT,
            closed_at INTEGER
        ) STRICT
        """,

        // A number is never used twice, so that whoever has read up to one misses nothing.
        """
        CREATE TABLE flow_events (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            pool TEXT NOT NULL,
            flow TEXT NOT NULL,
            writer TEXT NOT NULL,
            at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            event BLOB NOT NULL
        ) STRICT
        """,
        "CREATE INDEX flow_events_pool ON flow_events (pool, seq)",
        "CREATE INDEX flow_events_expiry ON flow_events (expires_at)",
    ]);
}
