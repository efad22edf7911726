using PolicyGuard.Flows;

namespace PolicyGuard.Registry;

/// <summary>The paths of flows in the memory of one process, for agents in process that keep no store. All is forgotten when it ends.</summary>
/// <param name="clock">Tells what is old.</param>
public sealed class MemoryIntentPaths(TimeProvider clock) : IIntentPathStore
{
    private readonly Lock _turn = new();
    private readonly Dictionary<FlowKey, StoredPath> _paths = [];

    /// <inheritdoc/>
    public ValueTask<StoredPath> ReadAsync(FlowKey flow, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        lock (_turn)
        {
            return new(_paths.GetValueOrDefault(flow, StoredPath.Nothing));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryWriteAsync(FlowKey flow, long version, IntentPath next, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        var now = clock.GetUtcNow();
        lock (_turn)
        {
            if (_paths.GetValueOrDefault(flow, StoredPath.Nothing).Version != version)
            {
                return new(false);
            }

            if (version == 0)
            {
                MakeRoom(now);
            }

            _paths[flow] = new StoredPath(next, StoredPath.NextVersion(version, now), now);
            return new(true);
        }
    }

    private void MakeRoom(DateTimeOffset now)
    {
        if (_paths.Count < IntentPathBounds.MostFlows)
        {
            return;
        }

        foreach (var (flow, _) in _paths.Where(pair => now - pair.Value.WrittenAt > IntentPathBounds.Busy).OrderBy(static pair => pair.Value.WrittenAt).Take(IntentPathBounds.MostFlows / 10).ToList())
        {
            _paths.Remove(flow);
        }

        if (_paths.Count >= IntentPathBounds.MostFlows)
        {
            throw new RegistryException($"{IntentPathBounds.MostFlows} flows are remembered, and each was used within the last {IntentPathBounds.Busy.TotalHours:0} hours") { IsFull = true };
        }
    }
}
