namespace PolicyGuard.Sqlite.Schema;

/// <summary>Who changed agents, and what they were before.</summary>
internal static class Schema002
{
    private const string Members =
        "name, description, trust, allowed_tools, denied_tools, status, suspension_reason, suspended_at, auto_registered, metadata, " +
        "registered_at, updated_at, version, updated_by, update_note";

    internal static readonly Migration Migration = new(2,
    [
        "ALTER TABLE agents ADD COLUMN updated_by TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE agents ADD COLUMN update_note TEXT",

        // The version in force stays in agents; so an agent that nobody ever changed costs nothing here.
        """
        CREATE TABLE agent_versions (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
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
            version INTEGER NOT NULL,
            updated_by TEXT NOT NULL,
            update_note TEXT
        ) STRICT
        """,
        "CREATE INDEX agent_versions_id ON agent_versions (id, seq)",
        $"""
        CREATE TRIGGER agents_kept AFTER UPDATE ON agents BEGIN
            INSERT INTO agent_versions (id, {Members}) VALUES (OLD.id, OLD.{Members.Replace(", ", ", OLD.", StringComparison.Ordinal)});
        END
        """,
        $"""
        CREATE TRIGGER agents_kept_removed AFTER DELETE ON agents BEGIN
            INSERT INTO agent_versions (id, {Members}) VALUES (OLD.id, OLD.{Members.Replace(", ", ", OLD.", StringComparison.Ordinal)});
        END
        """,
        "CREATE TRIGGER agent_versions_no_update BEFORE UPDATE ON agent_versions BEGIN SELECT RAISE(ABORT, 'a version of an agent is never changed'); END",
        "CREATE TRIGGER agent_versions_no_delete BEFORE DELETE ON agent_versions BEGIN SELECT RAISE(ABORT, 'a version of an agent is never deleted'); END",
    ]);
}
