namespace PolicyGuard.Registry;

/// <summary>One version of a policy that was made at run time.</summary>
/// <param name="Id">The policy's id.</param>
/// <param name="Version">Counts from 1; versions are never changed or removed.</param>
/// <param name="Json">The governance JSON document.</param>
/// <param name="Enabled">Whether it takes part in decisions.</param>
/// <param name="Author">Who wrote this version.</param>
/// <param name="At">When.</param>
public sealed record StoredPolicy(string Id, long Version, string Json, bool Enabled, string Author, DateTimeOffset At);

/// <summary>Keeps policies made at run time, with their history.</summary>
public interface IPolicyStore
{
    /// <summary>Appends a version, unless somebody changed any policy since a revision: what was judged by what was in force then would be judged by something else now.</summary>
    /// <param name="id">The policy's id.</param>
    /// <param name="json">The governance JSON document.</param>
    /// <param name="enabled">Whether it takes part in decisions.</param>
    /// <param name="author">Who writes this version.</param>
    /// <param name="revision">What <see cref="RevisionAsync"/> said before the change was judged; null for a change that does not depend on what is in force.</param>
    /// <param name="ct">Cancels the waiting, not a change that is under way.</param>
    /// <returns>The version, or null where the store is at another revision; nothing was stored then.</returns>
    /// <exception cref="RegistryException">It cannot be stored.</exception>
    ValueTask<StoredPolicy?> PutAsync(string id, string json, bool enabled, string author, long? revision = null, CancellationToken ct = default);

    /// <summary>The newest version of each policy, in the order in which the policies were first made.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    ValueTask<IReadOnlyList<StoredPolicy>> ListAsync(CancellationToken ct = default);

    /// <summary>All versions of a policy, newest first.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    ValueTask<IReadOnlyList<StoredPolicy>> HistoryAsync(string id, CancellationToken ct = default);

    /// <summary>A number that grows with every change by any process, in its next look already; microseconds, for a look at every call.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    ValueTask<long> RevisionAsync(CancellationToken ct = default);
}
