namespace PolicyGuard.Backends.Shipping;

/// <summary>How shipping to one sink stands.</summary>
/// <param name="Next">Index of the next entry to ship; all before it were acknowledged. -1 before the first look.</param>
/// <param name="Lag">Entries that wait, as far as is known.</param>
/// <param name="Fault">Why nothing is shipped at present, or what was not kept; null where all is well.</param>
/// <param name="StandsBy">Whether another process of this data folder ships to the sink.</param>
public sealed record ShipState(long Next, long Lag, string? Fault, bool StandsBy);
