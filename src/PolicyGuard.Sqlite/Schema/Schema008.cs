namespace PolicyGuard.Sqlite.Schema;

/// <summary>Arguments, readable with the data folder's key only.</summary>
internal static class Schema008
{
    internal static readonly Migration Migration = new(8, ["ALTER TABLE ledger ADD COLUMN sealed BLOB"]);
}
