using PolicyGuard.Sqlite;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>A data folder that is gone after the test.</summary>
internal sealed class TempFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("pg-store-").FullName;

    internal string Database => System.IO.Path.Combine(Path, "policyguard.db");

    internal SqliteStore Open(TimeProvider? clock = null) => SqliteStore.Open(Path, clock ?? TimeProvider.System);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
