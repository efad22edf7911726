namespace PolicyGuard.Limits;

/// <summary>How many calls one agent may make.</summary>
/// <param name="PerMinute">Calls per minute in the long run; at least 1.</param>
/// <param name="Burst">Calls at once after a rest; at least 1.</param>
public sealed record RateLimit(int PerMinute, int Burst);
