namespace PolicyGuard.Flows;

/// <summary>Where a value was seen: the most and the least trusted of its sources.</summary>
/// <param name="Best">The most trusted source.</param>
/// <param name="Worst">The least trusted one; the same where there is but one.</param>
public readonly record struct Trace(FlowSource Best, FlowSource Worst);
