namespace PolicyGuard.Ledger.Sealing;

/// <summary>What of a call is sealed. One never opens as the other.</summary>
public enum SealedPart
{
    /// <summary>What went in; beside the entry of the decision.</summary>
    Arguments,

    /// <summary>What came out; beside the entry of the outcome.</summary>
    Result,

    /// <summary>A result that was kept back; the id it is sealed for is its own.</summary>
    Held,

    /// <summary>Something that happened in a flow; the id it is sealed for is that of those whose flows are remembered together.</summary>
    FlowEvent,

    /// <summary>What a user said; the id it is sealed for is the flow's.</summary>
    Request,
}
