namespace PolicyGuard.Registry;

/// <summary>Something that happened in a flow, as it is kept. What it says is sealed.</summary>
/// <param name="Pool">Those whose flows are remembered together: a caller, or one flow that a person opened.</param>
/// <param name="Flow">The flow in which it happened, as the log spells it.</param>
/// <param name="Writer">The process that wrote it: it has applied its own already.</param>
/// <param name="At">When.</param>
/// <param name="ExpiresAt">When it is forgotten.</param>
/// <param name="Event">The sealed bytes of the event.</param>
public sealed record StoredFlowEvent(string Pool, string Flow, string Writer, DateTimeOffset At, DateTimeOffset ExpiresAt, ReadOnlyMemory<byte> Event)
{
    /// <summary>Its place in the order of all events; grows, and is never used twice.</summary>
    public long Sequence { get; init; }
}
