namespace PolicyGuard.Flows;

/// <summary>What is known of an event beside its fingerprints. The bits are written down and never reused.</summary>
[Flags]
public enum FlowSigns
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The request hands over to a source: do what the mail says.</summary>
    Delegates = 1,

    /// <summary>The result holds free text of somebody who is not trusted.</summary>
    Foreign = 2,

    /// <summary>The result holds text that speaks to the agent.</summary>
    Instructing = 4,

    /// <summary>The result, or the request, was longer than what is remembered.</summary>
    Cut = 8,

    /// <summary>The result came from an upstream that is not trusted.</summary>
    Outside = 32,

    /// <summary>The result holds free text that asks for something, as people do.</summary>
    Asking = 16,
}
