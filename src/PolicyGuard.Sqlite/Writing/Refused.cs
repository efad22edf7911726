namespace PolicyGuard.Sqlite.Writing;

/// <summary>
/// The database is well but this change is not possible: somebody else was faster, the record is not there. Nothing of it is stored.
/// </summary>
internal sealed class Refused(string message) : Exception(message);
