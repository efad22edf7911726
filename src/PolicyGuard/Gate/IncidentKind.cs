using PolicyGuard.Calls;
using PolicyGuard.Registry;

namespace PolicyGuard.Gate;

/// <summary>What kind of incident a refusal is; the table is in <c>docs/incidents.md</c>.</summary>
/// <param name="Type">The type.</param>
/// <param name="Severity">How bad.</param>
/// <param name="ByAgent">Whether it is the agent's doing. What an upstream, the operator or a fault of ours did is no strike against it.</param>
internal readonly record struct IncidentKind(string Type, IncidentSeverity Severity, bool ByAgent)
{
    /// <summary>Whether the agent has no record, because its id was refused. Anybody makes up as many as they like; none of them has an incident of its own.</summary>
    public static bool IsNobodys(string reason) => reason is Reasons.AgentInvalid or Reasons.AgentLookalike or Reasons.AgentTooMany;

    /// <summary>The kind of a refusal.</summary>
    public static IncidentKind Of(Decision decision) => decision.Reason switch
    {
        // Carrying a secret somewhere is worse than asking for a tool.
        Reasons.Rule when decision.Effect == Effect.Deny && decision.Labels.Overlaps(LabelSet.Secret) => new("data_exfiltration", IncidentSeverity.High, true),
        Reasons.FlowSecret => new("data_exfiltration", IncidentSeverity.High, true),
        // The agent was tricked: whoever wrote the text is to blame, and suspending the agent would do the attacker's work.
        Reasons.FlowInstructed or Reasons.FlowUntrustedControl or Reasons.FlowUnasked => new("suspicious_activity", IncidentSeverity.High, false),
        Reasons.FlowConfidential => new("data_exfiltration", IncidentSeverity.Medium, false),
        Reasons.OwnFiles => new("unauthorized_access", IncidentSeverity.High, true),
        Reasons.AgentDeniedTool or Reasons.AgentNotAllowedTool or Reasons.AuthScope or Reasons.AgentInvalid or Reasons.AgentLookalike or Reasons.AgentTooMany
            => new("unauthorized_access", IncidentSeverity.Medium, true),
        Reasons.AuthInvalid or Reasons.AuthExpired or Reasons.AuthRevoked or Reasons.CallerUnauthenticated => new("unauthorized_access", IncidentSeverity.Medium, true),
        Reasons.NameInvalid => new("suspicious_activity", IncidentSeverity.Medium, true),
        Reasons.AgentSuspended or Reasons.TaskUnknown => new("unauthorized_access", IncidentSeverity.Low, true),
        Reasons.RateLimited => new("rate_limit_exceeded", IncidentSeverity.Low, true),
        Reasons.ApprovalRequired or Reasons.ApprovalDenied or Reasons.ApprovalTooMany or Reasons.ToolUnknown => new("policy_violation", IncidentSeverity.Low, true),
        Reasons.ToolPoisoned => new("suspicious_activity", IncidentSeverity.High, false),
        Reasons.ToolChanged => new("suspicious_activity", IncidentSeverity.High, false),
        Reasons.SandboxUnavailable => new("configuration_error", IncidentSeverity.Low, false),
        Reasons.LedgerUnavailable or Reasons.RegistryUnavailable or Reasons.FaultAdmit or Reasons.FaultScreen or Reasons.FaultDecide or Reasons.FaultEscalate or Reasons.FaultOpen
            => new("configuration_error", IncidentSeverity.Medium, false),
        _ => new("policy_violation", IncidentSeverity.Medium, true),
    };
}
