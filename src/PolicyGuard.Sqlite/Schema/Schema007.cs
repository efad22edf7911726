namespace PolicyGuard.Sqlite.Schema;

/// <summary>Who asked for an approval, and how many agents nobody registered.</summary>
internal static class Schema007
{
    internal static readonly Migration Migration = new(7,
    [
        "ALTER TABLE approvals ADD COLUMN caller TEXT",

        // Counted before each that is added.
        "CREATE INDEX agents_seen ON agents (auto_registered) WHERE auto_registered = 1",
    ]);
}
