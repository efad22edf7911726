using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Doubles;

/// <summary>Results that were kept back, in memory.</summary>
internal sealed class MemoryResults(TimeProvider clock) : IResultStore
{
    private readonly List<HeldResult> _all = [];

    public bool Broken { get; set; }

    public IReadOnlyList<HeldResult> All
    {
        get
        {
            lock (_all)
            {
                return [.. _all.Select(Now)];
            }
        }
    }

    public ValueTask<bool> TryHoldAsync(HeldResult result, int most, CancellationToken ct = default)
    {
        Check();
        lock (_all)
        {
            if (_all.Count(r => Now(r).Status is HeldStatus.Held or HeldStatus.Released) >= most)
            {
                return ValueTask.FromResult(false);
            }

            _all.Add(result);
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<HeldResult?> FindStandingAsync(string binding, CancellationToken ct = default)
    {
        Check();
        return ValueTask.FromResult(All.LastOrDefault(r => r.Binding == binding && r.Status is HeldStatus.Held or HeldStatus.Released));
    }

    public ValueTask<bool> MoveAsync(string id, HeldStatus to, string? by, string? note, CancellationToken ct = default)
    {
        Check();
        lock (_all)
        {
            var at = _all.FindIndex(r => r.Id == id && (to, Now(r).Status) is
                (HeldStatus.Released, HeldStatus.Held) or (HeldStatus.Discarded, HeldStatus.Held or HeldStatus.Released) or (HeldStatus.Delivered, HeldStatus.Released));
            if (at < 0)
            {
                return ValueTask.FromResult(false);
            }

            _all[at] = _all[at] with
            {
                Status = to, DecidedBy = by ?? _all[at].DecidedBy, Note = note ?? _all[at].Note, DecidedAt = clock.GetUtcNow(), Sealed = to == HeldStatus.Released ? _all[at].Sealed : default,
            };
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<HeldResult?> FindAsync(string id, CancellationToken ct = default)
    {
        Check();
        return ValueTask.FromResult(All.FirstOrDefault(r => r.Id == id));
    }

    public ValueTask<IReadOnlyList<HeldResult>> ListAsync(HeldStatus? status, int limit, CancellationToken ct = default)
    {
        Check();
        return ValueTask.FromResult<IReadOnlyList<HeldResult>>([.. All.Reverse().Where(r => status is null || r.Status == status).Take(limit).Select(r => r with { Sealed = default })]);
    }

    private HeldResult Now(HeldResult result) => result.Status is HeldStatus.Held or HeldStatus.Released && result.ExpiresAt <= clock.GetUtcNow()
        ? result with { Status = HeldStatus.Expired, Sealed = default }
        : result;

    private void Check()
    {
        if (Broken)
        {
            throw new RegistryException("the disk is gone");
        }
    }
}
