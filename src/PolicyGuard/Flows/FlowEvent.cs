namespace PolicyGuard.Flows;

/// <summary>
/// One step in the life of a flow. What a flow remembers is the fold over its events, in order, so that several processes which read the same
/// events remember the same. An event holds names and keyed fingerprints, never a raw value.
/// </summary>
public sealed class FlowEvent
{
    /// <summary>What happened.</summary>
    public required FlowEventKind Kind { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What is known beside the fingerprints.</summary>
    public FlowSigns Signs { get; init; }

    /// <summary>The groups of acts that the request asks for, one bit each.</summary>
    public uint Acts { get; init; }

    /// <summary>Where the fingerprints' values stood; at most 65,535.</summary>
    public IReadOnlyList<FlowSource> Sources { get; init; } = [];

    /// <summary>The fingerprints.</summary>
    public IReadOnlyList<FlowPrint> Prints { get; init; } = [];

    /// <summary>For <see cref="FlowEventKind.Sent"/>: the fingerprint of the sink.</summary>
    public ulong Sink { get; init; }

    /// <summary>For <see cref="FlowEventKind.Sent"/>: the end of what was sent, sealed under the store's key; empty for all others.</summary>
    public ReadOnlyMemory<byte> Tail { get; init; }
}
