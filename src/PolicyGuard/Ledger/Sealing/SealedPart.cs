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
}
