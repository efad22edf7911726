namespace PolicyGuard.Intent.Compiled;

/// <summary>What stands against a call.</summary>
/// <param name="Reason">The reason id.</param>
/// <param name="Why">What the policy does, to be put behind its name, and what would be allowed.</param>
internal sealed record IntentObjection(string Reason, string Why);
