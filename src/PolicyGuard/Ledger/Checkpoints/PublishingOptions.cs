namespace PolicyGuard.Ledger.Checkpoints;

/// <summary>How often checkpoints are published.</summary>
/// <param name="Interval">After so much time, where something was appended.</param>
/// <param name="Entries">After so many entries of this process.</param>
public sealed record PublishingOptions(TimeSpan Interval, int Entries)
{
    /// <summary>Every 10 s, and every 10,000 entries.</summary>
    public static PublishingOptions Default { get; } = new(TimeSpan.FromSeconds(10), 10_000);
}
