namespace PolicyGuard.Sqlite.Schema;

/// <summary>Approvals: grants for a tool in a flow, when they were answered, and looking up what stands for a call.</summary>
internal static class Schema003
{
    internal static readonly Migration Migration = new(3,
    [
        "ALTER TABLE approvals ADD COLUMN grant_binding TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE approvals ADD COLUMN flow TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE approvals ADD COLUMN answered_at INTEGER",
        "CREATE INDEX approvals_binding ON approvals (binding)",
        "CREATE INDEX approvals_granted ON approvals (grant_binding) WHERE status = 5",
        "CREATE INDEX approvals_pending ON approvals (agent) WHERE status = 0",
    ]);
}
