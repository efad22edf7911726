using PolicyGuard.Calls;
using PolicyGuard.Ledger;

namespace PolicyGuard.Governance.Audit;

/// <summary>What an entry's key says in the words of the governance tools.</summary>
public static class AuditWords
{
    /// <summary>Whether the entry is an action that somebody asked for: advice, a call, a refusal.</summary>
    public static bool IsAction(LedgerKey key) => key.Kind is EntryKind.Opened or EntryKind.Refused or EntryKind.Advised;

    /// <summary>Whether the entry is one that the audit tools show: an action, or an administrative act. Outcomes, lists and what was not read are seen with <c>audit query</c>.</summary>
    public static bool IsShown(LedgerKey key) => IsAction(key) || key.Kind == EntryKind.Event;

    /// <summary>Whether what the entry speaks of was allowed, or done.</summary>
    public static bool IsAllowed(LedgerKey key) => key.Kind switch
    {
        EntryKind.Opened => true,
        EntryKind.Advised => Effects.TryParse(key.Effect, out var effect) && (effect.RunsDirectly() || (effect == Effect.RequireApproval && IsApproved(key.Reason))),
        EntryKind.Event => key.Reason is not Reasons.ActFailed && (key.Reason is Reasons.ApprovalAsked or Reasons.ApprovalAnswered || key.Reason.StartsWith("event.", StringComparison.Ordinal)),
        _ => false,
    };

    /// <summary>Whether a human's answer was missing.</summary>
    public static bool IsWaiting(LedgerKey key) => key.Reason == Reasons.ApprovalRequired;

    /// <summary>The entry's type: an action's own, or what the administrative act is about.</summary>
    public static string Type(LedgerKey key) => key.Kind != EntryKind.Event ? key.ActionType : key.Reason switch
    {
        Reasons.AgentRegistered or Reasons.AgentChanged or Reasons.AgentSuspension or Reasons.AgentReinstated => "agent_registration",
        Reasons.PolicyCreated or Reasons.PolicyUpdated or Reasons.PolicyEnabled or Reasons.PolicyDisabled or Reasons.PolicyRolledBack
            or Reasons.PolicyChanged or Reasons.PolicyRejected => "policy_management",
        Reasons.IncidentReported or Reasons.IncidentAcknowledged or Reasons.IncidentResolved => "incident_report",
        Reasons.KeyCreated or Reasons.KeyRevoked => "key_management",
        Reasons.ApprovalAsked or Reasons.ApprovalAnswered => "approval",
        Reasons.ToolAccepted => "tool_management",
        Reasons.Started or Reasons.Stopped => "system",
        _ => "administration",
    };

    // An approved call keeps the reason for which approval was asked; one that was not approved says so.
    private static bool IsApproved(string reason) =>
        reason is not (Reasons.ApprovalRequired or Reasons.ApprovalDenied or Reasons.ApprovalTooMany or Reasons.RegistryUnavailable or Reasons.LedgerUnavailable);
}
