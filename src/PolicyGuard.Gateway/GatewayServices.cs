using PolicyGuard.Gateway.Health;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway;

/// <summary>What the gateway stands on beside the gate.</summary>
public sealed record GatewayServices
{
    /// <summary>Where tool definitions are pinned.</summary>
    public required IToolPinStore Pins { get; init; }

    /// <summary>Hears of faults, one line each, for the operator. Must not throw.</summary>
    public required Action<string> OnFault { get; init; }

    /// <summary>What else the health report tells.</summary>
    public IReadOnlyList<HealthProbe> Probes { get; init; } = [];
}
