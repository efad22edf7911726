namespace PolicyGuard.Sqlite.Schema;

/// <summary>API keys.</summary>
internal static class Schema004
{
    internal static readonly Migration Migration = new(4,
    [
        """
        CREATE TABLE api_keys (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            hash TEXT NOT NULL CHECK (length(hash) = 64),
            role TEXT NOT NULL,
            agent TEXT,
            max_trust INTEGER,
            upstreams TEXT NOT NULL,
            note TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            created_by TEXT NOT NULL,
            expires_at INTEGER,
            revoked_at INTEGER,
            revoked_by TEXT
        ) STRICT
        """,

        // Apart, because it changes all the time and makes nothing stale.
        "CREATE TABLE api_key_uses (id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT",
        "INSERT INTO revisions (name, n) VALUES ('api_keys', 0)",

        // Other processes keep whether there are keys at all, so a new one counts too.
        "CREATE TRIGGER api_keys_added AFTER INSERT ON api_keys BEGIN UPDATE revisions SET n = n + 1 WHERE name = 'api_keys'; END",
        "CREATE TRIGGER api_keys_changed AFTER UPDATE ON api_keys BEGIN UPDATE revisions SET n = n + 1 WHERE name = 'api_keys'; END",
        "CREATE TRIGGER api_keys_no_delete BEFORE DELETE ON api_keys BEGIN SELECT RAISE(ABORT, 'keys are revoked, never deleted'); END",
        """
        CREATE TRIGGER api_keys_only_revoked BEFORE UPDATE ON api_keys
        WHEN NEW.id <> OLD.id OR NEW.hash <> OLD.hash OR NEW.role <> OLD.role OR NEW.agent IS NOT OLD.agent OR NEW.max_trust IS NOT OLD.max_trust
            OR NEW.upstreams <> OLD.upstreams OR NEW.expires_at IS NOT OLD.expires_at OR OLD.revoked_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'a key is revoked once, and never changed'); END
        """,
    ]);
}
