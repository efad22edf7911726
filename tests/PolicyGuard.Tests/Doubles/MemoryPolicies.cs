using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Doubles;

/// <summary>Policies made at run time, in memory.</summary>
internal sealed class MemoryPolicies(TimeProvider clock) : IPolicyStore
{
    private readonly List<StoredPolicy> _versions = [];

    /// <summary>Set to have every look and change fail.</summary>
    public bool Broken { get; set; }

    public ValueTask<StoredPolicy?> PutAsync(string id, string json, bool enabled, string author, long? revision = null, CancellationToken ct = default)
    {
        lock (_versions)
        {
            Check();
            if (revision is { } judged && judged != _versions.Count)
            {
                return ValueTask.FromResult<StoredPolicy?>(null);
            }

            var policy = new StoredPolicy(id, _versions.Count(p => p.Id == id) + 1, json, enabled, author, clock.GetUtcNow());
            _versions.Add(policy);
            return ValueTask.FromResult<StoredPolicy?>(policy);
        }
    }

    public ValueTask<IReadOnlyList<StoredPolicy>> ListAsync(CancellationToken ct = default)
    {
        lock (_versions)
        {
            Check();
            return ValueTask.FromResult<IReadOnlyList<StoredPolicy>>(
                [.. _versions.GroupBy(p => p.Id, StringComparer.Ordinal).Select(versions => versions.Last())]);
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
            Check();
            return ValueTask.FromResult((long)_versions.Count);
        }
    }

    private void Check()
    {
        if (Broken)
        {
            throw new RegistryException("broken");
        }
    }
}
