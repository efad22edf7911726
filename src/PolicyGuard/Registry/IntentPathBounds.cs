namespace PolicyGuard.Registry;

/// <summary>How many flows are remembered, and for how long. One path is at most 16 KiB, most are some hundred bytes.</summary>
public static class IntentPathBounds
{
    /// <summary>The most flows that are remembered at once, give or take <see cref="Slack"/>. Beyond that the longest unused ones go, if they are not <see cref="Busy"/>.</summary>
    public const int MostFlows = 100_000;

    /// <summary>Flows are counted once in so many new ones.</summary>
    public const int Slack = 64;

    /// <summary>How long an unused flow is remembered: as long as the longest idle session can be.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>A flow used within this time is never forgotten: who opens many flows does not shed the path of one.</summary>
    public static readonly TimeSpan Busy = TimeSpan.FromDays(1);

    /// <summary>A path that stays the same is written again after this time, so that a flow in use is known to be.</summary>
    public static readonly TimeSpan Touch = TimeSpan.FromHours(1);
}
