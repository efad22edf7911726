using PolicyGuard.Registry;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Composition;

/// <summary>The policies made at run time, for commands that only look.</summary>
internal static class StoredPolicies
{
    /// <summary>The newest version of each, the oldest policy first; none where the data folder has no database.</summary>
    /// <exception cref="StoreException">The database cannot be opened.</exception>
    /// <exception cref="RegistryException">It cannot be read.</exception>
    public static async Task<IReadOnlyList<StoredPolicy>> ReadAsync(string dataFolder, CancellationToken ct)
    {
        if (!File.Exists(Path.Combine(dataFolder, "policyguard.db")))
        {
            return [];
        }

        await using var store = SqliteStore.OpenReadOnly(dataFolder, TimeProvider.System);
        return await store.Policies.ListAsync(ct);
    }
}
