using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Doubles;

/// <summary>API keys in memory; can be told to fail.</summary>
internal sealed class MemoryKeys(TimeProvider clock) : IKeyStore
{
    private readonly List<ApiKey> _keys = [];
    private readonly Dictionary<string, DateTimeOffset> _uses = new(StringComparer.Ordinal);

    public Exception? Fault { get; set; }

    public ValueTask<bool> AnyAsync(CancellationToken ct = default) => Look(() => _keys.Exists(static key => key.RevokedAt is null));

    public ValueTask<ApiKey?> FindAsync(string id, CancellationToken ct = default) => Look(() => _keys.Find(key => key.Id == id));

    public ValueTask AddAsync(ApiKey key, CancellationToken ct = default)
    {
        lock (_keys)
        {
            _keys.Add(Fault is null ? key : throw Fault);
            return default;
        }
    }

    public ValueTask<KeyRevocation> RevokeAsync(string id, string by, bool evenLast, CancellationToken ct = default) => Look(() =>
    {
        var at = _keys.FindIndex(key => key.Id == id);
        if (at < 0 || _keys[at].RevokedAt is not null)
        {
            return at < 0 ? KeyRevocation.Unknown : KeyRevocation.Already;
        }

        if (!evenLast && _keys.Count(static key => key.RevokedAt is null) == 1)
        {
            return KeyRevocation.Last;
        }

        _keys[at] = _keys[at] with { RevokedAt = clock.GetUtcNow(), RevokedBy = by };
        return KeyRevocation.Done;
    });

    public ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct = default) => Look<IReadOnlyList<ApiKey>>(() => [.. Enumerable.Reverse(_keys).Select(key => _uses.TryGetValue(key.Id, out var at) ? key with { LastUsedAt = at } : key)]);

    /// <summary>Kept apart, as a store does: only the list tells of it.</summary>
    public void Touch(string id)
    {
        lock (_keys)
        {
            _uses[id] = clock.GetUtcNow();
        }
    }

    private ValueTask<T> Look<T>(Func<T> look)
    {
        lock (_keys)
        {
            return Fault is null ? ValueTask.FromResult(look()) : throw Fault;
        }
    }
}
