using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Registry;
using PolicyGuard.Taint;
using PolicyGuard.Text;

namespace PolicyGuard.Gate;

/// <summary>
/// Asks where the decision says so. A call that needs approval gets a pending approval bound to exactly this call and is refused with its
/// id; the same call, repeated after a human said yes, uses the answer up and runs. No step waits for a human here.
/// </summary>
internal sealed class Escalation(IApprovalStore approvals, GateOptions options, TimeProvider clock)
{
    /// <summary>Decides what was left open.</summary>
    /// <param name="decision">The decision so far.</param>
    /// <param name="mayUse">Whether an answer may be used up: a call yes, advice no.</param>
    /// <param name="ct">Cancels the look-up.</param>
    public async ValueTask<Decision> ResolveAsync(Decision decision, bool mayUse, CancellationToken ct)
    {
        if (decision.Effect == Effect.Sandbox)
        {
            return With(decision, Reasons.SandboxUnavailable, $"{decision.Message}; no sandbox is configured, so it does not run");
        }

        if (decision.Effect != Effect.RequireApproval)
        {
            return decision;
        }

        var now = clock.GetUtcNow();
        var bound = Bound.To(decision.Call);
        var binding = bound.Hash(decision);
        var shown = Encoding.UTF8.GetString(CanonicalJson.SerializeExact(Redactor.Redact(decision.Call.Arguments.Root, decision.Findings)));
        var approval = await approvals.AskAsync(
            new Approval(
                Ids.New("apr"), binding, decision.Call.Id, decision.Call.Agent.Id, decision.Call.Target.Shown, shown, decision.Message + bound.Shown(decision.Findings),
                ApprovalStatus.Pending, now, now + options.ApprovalLifetime),
            ct).ConfigureAwait(false);
        if (mayUse && approval.Status == ApprovalStatus.Approved && await approvals.UseAsync(approval.Id, binding, ct).ConfigureAwait(false))
        {
            return With(decision, decision.Reason, decision.Message, approval.Id, approved: true);
        }

        return With(decision, Reasons.ApprovalRequired, $"{decision.Message}; a human has to approve it first (approval {approval.Id})", approval.Id);
    }

    private static Decision With(Decision d, string reason, string message, string? approvalId = null, bool approved = false) => new(d.Call)
    {
        Effect = d.Effect,
        Reason = reason,
        Message = message,
        Rules = d.Rules,
        Warnings = d.Warnings,
        PolicySet = d.PolicySet,
        Trust = d.Trust,
        Labels = d.Labels,
        Findings = d.Findings,
        Screened = d.Screened,
        ApprovalId = approvalId,
        Approved = approved,
    };
}
