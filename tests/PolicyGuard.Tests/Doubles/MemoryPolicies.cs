using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Doubles;

/// <summary>Policies made at run time, in memory.</summary>
internal sealed class MemoryPolicies(TimeProvider clock) : IPolicyStore
{
    private readonly List<StoredPolicy> _versions = [];

    public ValueTask<StoredPolicy> PutAsync(string id, string json, bool enabled, string author, CancellationToken ct = default)
    {
        lock (_versions)
        {
            var policy = new StoredPolicy(id, _versions.Count(p => p.Id == id) + 1, json, enabled, author, clock.GetUtcNow());
            _versions.Add(policy);
            return ValueTask.FromResult(policy);
        }
    }

    public ValueTask<IReadOnlyList<StoredPolicy>> ListAsync(CancellationToken ct = default)
    {
        lock (_versions)
        {
            return ValueTask.FromResult<IReadOnlyList<StoredPolicy>>(
                [.. _versions.GroupBy(p => p.Id, StringComparer.Ordinal).Select(versions => versions.Last()).OrderBy(p => p.Id, StringComparer.Ordinal)]);
        }
    }

    public ValueTask<IReadOnlyList<StoredPolicy>> HistoryAsync(string id, CancellationToken ct = default)
    {
        lock (_versions)
        {
            return ValueTask.FromResult<IReadOnlyList<StoredPolicy>>([.. _versions.Where(p => p.Id == id).Reverse()]);
        }
    }

    public ValueTask<long> RevisionAsync(CancellationToken ct = default)
    {
        lock (_versions)
        {
            return ValueTask.FromResult((long)_versions.Count);
        }
    }
}
