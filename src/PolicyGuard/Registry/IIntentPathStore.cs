using PolicyGuard.Flows;

namespace PolicyGuard.Registry;

/// <summary>Remembers the path of each flow, for all processes that share the store.</summary>
/// <remarks>
/// The contract, one test per sentence:
/// Of writers that read the same version at most one MUST succeed.
/// What <see cref="TryWriteAsync"/> wrote MUST be read by everybody who shares the store, and MUST survive a killed process.
/// A version MUST never come back, also where a flow was forgotten meanwhile.
/// A flow that was not written for <see cref="IntentPathBounds.Kept"/> MAY be forgotten; one that was written within
/// <see cref="IntentPathBounds.Busy"/> MUST NOT be.
/// </remarks>
public interface IIntentPathStore
{
    /// <summary>The path of a flow; an empty one at version 0 where nothing is known of it.</summary>
    /// <exception cref="RegistryException">It cannot be read.</exception>
    ValueTask<StoredPath> ReadAsync(FlowKey flow, CancellationToken ct = default);

    /// <summary>Writes the next path of a flow where its version is still the one that was read; false where it is another by now.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="version">The version that was read.</param>
    /// <param name="next">The path to remember.</param>
    /// <param name="ct">Cancels the waiting.</param>
    /// <exception cref="RegistryException">It cannot be written; <see cref="RegistryException.IsFull"/> where no more flows can be remembered.</exception>
    ValueTask<bool> TryWriteAsync(FlowKey flow, long version, IntentPath next, CancellationToken ct = default);
}

/// <summary>A path as stored.</summary>
/// <param name="Path">The path.</param>
/// <param name="Version">Its version; 0 where nothing is stored.</param>
/// <param name="WrittenAt">When it was written last.</param>
public sealed record StoredPath(IntentPath Path, long Version, DateTimeOffset WrittenAt)
{
    /// <summary>Nothing is stored.</summary>
    public static readonly StoredPath Nothing = new(IntentPath.Empty, 0, DateTimeOffset.MinValue);

    /// <summary>The version to write after another: time goes on, so none comes back after a flow was forgotten.</summary>
    /// <param name="before">The version before.</param>
    /// <param name="now">The time.</param>
    public static long NextVersion(long before, DateTimeOffset now) => Math.Max(before + 1, now.UtcTicks);
}
