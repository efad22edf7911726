namespace PolicyGuard.Registry;

/// <summary>Keeps API keys, shared by all processes on one store. A key made or revoked by one process MUST be seen by the next look-up of every other.</summary>
public interface IKeyStore
{
    /// <summary>
    /// Whether keys are configured: whether there is one that nobody revoked. One that has expired counts, or the passing of time would
    /// open the door to everybody.
    /// </summary>
    /// <exception cref="RegistryException">The store cannot be read; treat it as yes.</exception>
    ValueTask<bool> AnyAsync(CancellationToken ct = default);

    /// <summary>The key, revoked or not, or null.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    ValueTask<ApiKey?> FindAsync(string id, CancellationToken ct = default);

    /// <summary>Adds a key.</summary>
    /// <exception cref="RegistryException">The store cannot be written, or has a key of that id.</exception>
    ValueTask AddAsync(ApiKey key, CancellationToken ct = default);

    /// <summary>Revokes a key. The last one only where that is said: without keys everybody on the machine may call.</summary>
    /// <exception cref="RegistryException">The store cannot be written.</exception>
    ValueTask<KeyRevocation> RevokeAsync(string id, string by, bool evenLast, CancellationToken ct = default);

    /// <summary>All keys, newest first.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct = default);

    /// <summary>Notes that a key is used; seldom writes, and never throws.</summary>
    void Touch(string id);
}

/// <summary>What became of revoking a key.</summary>
public enum KeyRevocation
{
    /// <summary>It is revoked.</summary>
    Done,

    /// <summary>There is no such key.</summary>
    Unknown,

    /// <summary>It was revoked already.</summary>
    Already,

    /// <summary>It is the last one, and nothing was done.</summary>
    Last,
}
