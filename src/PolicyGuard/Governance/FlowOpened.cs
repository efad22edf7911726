using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>A flow that was opened.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Token">By which clients join it; shown this once.</param>
public sealed record FlowOpened(FlowRecord Flow, string Token);
