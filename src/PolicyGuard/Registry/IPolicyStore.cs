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
    /// <summary>Appends a version.</summary>
    ValueTask<StoredPolicy> PutAsync(string id, string json, bool enabled, string author, CancellationToken ct = default);

    /// <summary>The newest version of each policy, by id.</summary>
    ValueTask<IReadOnlyList<StoredPolicy>> ListAsync(CancellationToken ct = default);

    /// <summary>All versions of a policy, newest first.</summary>
    ValueTask<IReadOnlyList<StoredPolicy>> HistoryAsync(string id, CancellationToken ct = default);

    /// <summary>A number that grows with every change by any process; cheap, for reloading.</summary>
    ValueTask<long> RevisionAsync(CancellationToken ct = default);
}
