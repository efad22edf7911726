namespace PolicyGuard.Taint.Flow;

/// <summary>What is done about what a flow says of a call.</summary>
public enum FlowMode
{
    /// <summary>As it is judged: refused, or a human decides. The default.</summary>
    Enforce,

    /// <summary>A human decides where it would be refused.</summary>
    Ask,

    /// <summary>The caller is told, and the call runs.</summary>
    Warn,

    /// <summary>Nothing is remembered and nothing is judged.</summary>
    Off,
}
