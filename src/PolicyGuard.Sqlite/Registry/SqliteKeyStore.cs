using System.Collections.Concurrent;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Writing;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>API keys in SQLite.</summary>
internal sealed class SqliteKeyStore : IKeyStore
{
    /// <summary>How old the noted time of a use may be: a write per call would cost more than the call.</summary>
    private static readonly TimeSpan Coarse = TimeSpan.FromMinutes(1);

    private static readonly object Yes = new();
    private static readonly object No = new();

    private readonly RegistryAccess _registry;
    private readonly TimeProvider _clock;
    private readonly RevisionCache<string, ApiKey> _keys;
    private readonly RevisionCache<string, object> _any;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _touched = new(StringComparer.Ordinal);

    internal SqliteKeyStore(RegistryAccess registry, Lookups lookups, TimeProvider clock)
    {
        _registry = registry;
        _clock = clock;
        _keys = new RevisionCache<string, ApiKey>(lookups, "api_keys", ApiKeyRow.Find);
        _any = new RevisionCache<string, object>(lookups, "api_keys", static (connection, _) => ApiKeyRow.AnyUnrevoked(connection) ? Yes : No);
    }

    public ValueTask<bool> AnyAsync(CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_any.Find("") != No);
    }

    public ValueTask<ApiKey?> FindAsync(string id, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_keys.Find(id));
    }

    public async ValueTask AddAsync(ApiKey key, CancellationToken ct = default) => await _registry.ChangeAsync(
        survivesPowerLoss: true,
        connection =>
        {
            if (ApiKeyRow.Find(connection, key.Id) is not null)
            {
                throw new Refused($"there is a key '{key.Id}' already");
            }

            ApiKeyRow.Insert(connection, key);
            return true;
        },
        ct).ConfigureAwait(false);

    public ValueTask<KeyRevocation> RevokeAsync(string id, string by, bool evenLast, CancellationToken ct = default) => _registry.ChangeAsync(
        survivesPowerLoss: true,
        connection =>
        {
            if (ApiKeyRow.Find(connection, id) is not { } key)
            {
                return KeyRevocation.Unknown;
            }

            if (key.RevokedAt is not null)
            {
                return KeyRevocation.Already;
            }

            // In the transaction: of two who revoke the last two keys at once, one finds that its is the last.
            if (!evenLast && !ApiKeyRow.AnyOtherUnrevoked(connection, id))
            {
                return KeyRevocation.Last;
            }

            ApiKeyRow.Revoke(connection, id, by, _clock.GetUtcNow());
            return KeyRevocation.Done;
        },
        ct);

    public ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct = default) => ValueTask.FromResult(_registry.Read(ApiKeyRow.All, ct));

    public void Touch(string id)
    {
        var now = _clock.GetUtcNow();
        var known = _touched.GetValueOrDefault(id);
        if (now - known >= Coarse && (known == default ? _touched.TryAdd(id, now) : _touched.TryUpdate(id, now, known)))
        {
            _ = NoteAsync(id, now);
        }
    }

    // Nobody waits for it, and whoever is refused for a broken store is told by somebody else.
    private async Task NoteAsync(string id, DateTimeOffset at)
    {
        try
        {
            await _registry.ChangeAsync(
                survivesPowerLoss: false,
                connection =>
                {
                    ApiKeyRow.Touch(connection, id, at);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is RegistryException or ObjectDisposedException or InvalidOperationException)
        {
            _touched.TryRemove(id, out _);
        }
    }
}
