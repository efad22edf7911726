using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Doubles;

/// <summary>Tool pins in memory.</summary>
internal sealed class MemoryToolPins(TimeProvider clock) : IToolPinStore
{
    private readonly Dictionary<(string Upstream, string Tool), ToolPin> _pins = [];

    public ValueTask<ToolPin> PinAsync(string upstream, string tool, string hash, string definitionJson, CancellationToken ct = default)
    {
        lock (_pins)
        {
            var pin = _pins.GetValueOrDefault((upstream, tool)) ?? new ToolPin(upstream, tool, hash, definitionJson, clock.GetUtcNow(), null, null);
            if (hash != pin.Hash)
            {
                pin = pin with { ChangedHash = hash, ChangedDefinition = definitionJson };
            }

            _pins[(upstream, tool)] = pin;
            return ValueTask.FromResult(pin);
        }
    }

    public ValueTask<ToolPin> HoldAsync(string upstream, string tool, string hash, string definitionJson, CancellationToken ct = default)
    {
        lock (_pins)
        {
            _pins.TryAdd((upstream, tool), new ToolPin(upstream, tool, "", "", clock.GetUtcNow(), hash, definitionJson));
        }

        return PinAsync(upstream, tool, hash, definitionJson, ct);
    }

    public ValueTask<ToolPin?> FindAsync(string upstream, string tool, CancellationToken ct = default)
    {
        lock (_pins)
        {
            return ValueTask.FromResult(_pins.GetValueOrDefault((upstream, tool)));
        }
    }

    public ValueTask<IReadOnlyList<ToolPin>> ListAsync(CancellationToken ct = default)
    {
        lock (_pins)
        {
            return ValueTask.FromResult<IReadOnlyList<ToolPin>>([.. _pins.Values]);
        }
    }

    public ValueTask<bool> AcceptAsync(string upstream, string tool, CancellationToken ct = default)
    {
        lock (_pins)
        {
            if (_pins.GetValueOrDefault((upstream, tool)) is not { Quarantined: true } pin)
            {
                return ValueTask.FromResult(false);
            }

            _pins[(upstream, tool)] = pin with
            {
                Hash = pin.ChangedHash!,
                Definition = pin.ChangedDefinition!,
                PinnedAt = clock.GetUtcNow(),
                ChangedHash = null,
                ChangedDefinition = null,
            };
            return ValueTask.FromResult(true);
        }
    }
}
