namespace PolicyGuard.Flows;

/// <summary>What can happen to what a flow remembers. The numbers are written down and never reused.</summary>
public enum FlowEventKind : byte
{
    /// <summary>The user said what is wanted.</summary>
    Request = 1,

    /// <summary>A call brought a result.</summary>
    Result = 2,

    /// <summary>A human, a rule or a sanitizer vouches for something.</summary>
    Declassified = 3,

    /// <summary>Something was sent to a sink: its end is remembered, so that the next part can be looked at together with it.</summary>
    Sent = 4,
}
