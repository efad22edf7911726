using PolicyGuard.Registry;

namespace PolicyGuard.Governance.Incidents;

/// <summary>An incident after it was reported.</summary>
/// <param name="Incident">The incident as it is stored.</param>
/// <param name="AgentSuspended">Whether the agent is suspended, by this report or before.</param>
/// <param name="Message">What was done, and what was not and why, for a person.</param>
public sealed record IncidentReported(Incident Incident, bool AgentSuspended, string Message);
