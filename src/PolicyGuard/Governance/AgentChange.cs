namespace PolicyGuard.Governance;

/// <summary>One member of an agent's record that changed.</summary>
/// <param name="Member">Its name as JSON spells it, for example <c>trust_level</c>.</param>
/// <param name="From">What it was, as JSON; null in an agent's first version.</param>
/// <param name="To">What it is, as JSON.</param>
/// <param name="Loosens">Whether the change lets the agent do more.</param>
public sealed record AgentChange(string Member, string? From, string To, bool Loosens);

/// <summary>One version of an agent's record: who made it, when, and what it changed.</summary>
/// <param name="Version">Counts from 1.</param>
/// <param name="At">When.</param>
/// <param name="By">Who, as the log names them; <c>gate</c> where the agent was registered by its first call.</param>
/// <param name="Note">What they noted, or null.</param>
/// <param name="Changes">What changed; in a version whose predecessor is not at hand, everything that is set.</param>
public sealed record AgentVersion(long Version, DateTimeOffset At, string By, string? Note, IReadOnlyList<AgentChange> Changes);
