namespace PolicyGuard.Flows;

/// <summary>
/// How much a flow remembers. What is beyond fades, the oldest first: whose words it was stays known, from where does not. Of the words of others,
/// of text that speaks to the agent and of what is confidential, 120,000 fingerprints each can fade; beyond that the memory says that it forgot
/// (<see cref="FlowMemory.Forgot"/>), and from then on a value that nobody knows counts as one that was forgotten.
/// </summary>
public sealed record FlowLimits
{
    /// <summary>The usual limits: about 3 MB for the fullest flow, and 512 KiB for each of the three kinds of what faded.</summary>
    public static readonly FlowLimits Default = new();

    /// <summary>The most fingerprints of one flow. Each takes about 40 bytes. Default 65,536.</summary>
    public int MaxPrints { get; init; } = 65_536;

    /// <summary>The most sources of one flow. Each takes about 300 bytes. Default 2,048.</summary>
    public int MaxSources { get; init; } = 2_048;

    /// <summary>The most characters of one result that are looked at. Default 512 KiB.</summary>
    public int MaxCharacters { get; init; } = 512 * 1024;

    /// <summary>How long a flow is remembered after the last thing that happened in it. Default 30 min.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The most flows in memory; the one that was idle longest goes first. Default 1,000.</summary>
    public int MaxFlows { get; init; } = 1_000;
}
