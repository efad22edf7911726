using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Doubles;

/// <summary>What happened in flows, in memory; several gates over one of these are several processes on one store.</summary>
internal sealed class MemoryFlowEvents(TimeProvider clock) : IFlowEvents
{
    private readonly List<StoredFlowEvent> _all = [];

    public bool Broken { get; set; }

    public int Reads { get; private set; }

    public IReadOnlyList<StoredFlowEvent> All
    {
        get
        {
            lock (_all)
            {
                return [.. _all];
            }
        }
    }

    public ValueTask<long> AppendAsync(StoredFlowEvent flowEvent, CancellationToken ct = default)
    {
        Check();
        lock (_all)
        {
            _all.Add(flowEvent with { Sequence = _all.Count + 1 });
            return ValueTask.FromResult((long)_all.Count);
        }
    }

    public ValueTask<IReadOnlyList<StoredFlowEvent>> ReadAsync(string pool, long after, CancellationToken ct = default)
    {
        Check();
        Reads++;
        lock (_all)
        {
            return ValueTask.FromResult<IReadOnlyList<StoredFlowEvent>>([.. _all.Where(e => e.Pool == pool && e.Sequence > after && e.ExpiresAt > clock.GetUtcNow())]);
        }
    }

    private void Check()
    {
        if (Broken)
        {
            throw new RegistryException("the disk is gone");
        }
    }
}
