namespace PolicyGuard.Registry;

/// <summary>
/// Keeps results that were kept back, shared by all processes on one store. What has run out is not found, and its content is removed by the
/// next addition.
/// </summary>
public interface IResultStore
{
    /// <summary>Keeps a result.</summary>
    /// <param name="result">The result, held, with its content sealed.</param>
    /// <param name="most">The most that are held or released at once.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False where so many are kept already; nothing was stored.</returns>
    /// <exception cref="RegistryException">The store cannot be written.</exception>
    ValueTask<bool> TryHoldAsync(HeldResult result, int most, CancellationToken ct = default);

    /// <summary>The newest result of a call that is held or released and has not run out, with its content; or null.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    ValueTask<HeldResult?> FindStandingAsync(string binding, CancellationToken ct = default);

    /// <summary>Moves a result on: a held one is released or discarded, a released one delivered or discarded. True for exactly one caller.</summary>
    /// <param name="id">The result.</param>
    /// <param name="to">Where it goes; anything but released removes its content.</param>
    /// <param name="by">Who decides; null where the agent fetches it.</param>
    /// <param name="note">What they note, or null.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RegistryException">The store cannot be written.</exception>
    ValueTask<bool> MoveAsync(string id, HeldStatus to, string? by, string? note, CancellationToken ct = default);

    /// <summary>The result with its content, or null.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    ValueTask<HeldResult?> FindAsync(string id, CancellationToken ct = default);

    /// <summary>Results without their content, newest first; of one status, or all.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    ValueTask<IReadOnlyList<HeldResult>> ListAsync(HeldStatus? status, int limit, CancellationToken ct = default);
}
