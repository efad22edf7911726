namespace PolicyGuard.Gate;

/// <summary>How flows are kept.</summary>
public sealed record FlowArchiveOptions
{
    /// <summary>How long what happened in a flow that nobody opened is kept. Default 30 min.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a flow that a person opened lasts. Default 24 h.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Whether the flows of one caller that nobody opened remember together what came from outside: an agent cannot shed it by beginning another
    /// session, and several processes that one client starts are one conversation. Default yes.
    /// </summary>
    public bool SharesByCaller { get; init; } = true;
}
