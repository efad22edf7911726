using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gate.Judging;
using PolicyGuard.Registry;
using PolicyGuard.Taint;
using PolicyGuard.Text;

namespace PolicyGuard.Gate;

/// <summary>
/// Asks where the decision says so: a judge first, then a human. A call that needs approval gets a pending approval bound to exactly this call and is refused with its
/// id, or waits for the answer where its way in can wait; the same call, repeated after a human said yes, uses the answer up and runs.
/// </summary>
internal sealed class Escalation(IApprovalStore approvals, JudgeStep judge, GateOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Decides what was left open.</summary>
    /// <param name="decision">The decision so far.</param>
    /// <param name="use">Whether an answer may be used up.</param>
    /// <param name="ct">Cancels the look-up.</param>
    public async ValueTask<Decision> ResolveAsync(Decision decision, ApprovalUse use, CancellationToken ct)
    {
        if (judge.Concerns(decision))
        {
            decision = await JudgeAsync(decision, ct).ConfigureAwait(false);
        }

        if (decision.Effect == Effect.Sandbox)
        {
            return With(decision, Reasons.SandboxUnavailable, $"{decision.Message}; no sandbox is configured, so it does not run");
        }

        if (decision.Effect != Effect.RequireApproval)
        {
            return decision;
        }

        if (decision.Call is { IsFollowUp: true, Continues: { } began })
        {
            return With(decision, decision.Reason, $"{decision.Message}; it goes on with {began}, which ran", approved: true);
        }

        if (await approvals.AskAsync(Wanted(decision), options.MostPendingApprovals, ct).ConfigureAwait(false) is not ({ } approval, var isNew))
        {
            return With(decision, Reasons.ApprovalTooMany, $"{decision.Message}; a human would have to approve it, and agent `{decision.Call.Agent.Id}` waits for {options.MostPendingApprovals} answers already, or its caller for {options.MostPendingApprovals * ApprovalBounds.AgentsOfACaller}");
        }

        if (approval.Status == ApprovalStatus.Approved && use.Allows(approval.Id))
        {
            // Of several calls alike one takes the yes; the others ask again.
            return await approvals.UseAsync(approval.Id, approval.Binding, ct).ConfigureAwait(false)
                ? With(decision, decision.Reason, decision.Message, approval, approved: true)
                : await ResolveAsync(decision, use, ct).ConfigureAwait(false);
        }

        return approval.Status switch
        {
            ApprovalStatus.Denied => With(decision, Reasons.ApprovalDenied, $"{decision.Message}; a human refused it (approval {approval.Id}){Noted(approval)}", approval),
            ApprovalStatus.Granted when use.Allows(approval.Id) => With(decision, decision.Reason, decision.Message, approval, approved: true),
            ApprovalStatus.Pending => With(
                decision, Reasons.ApprovalRequired, $"{decision.Message}; a human has to approve it first (approval {approval.Id}): repeat the same call then", approval, pending: true, isNew: isNew),
            _ => With(decision, Reasons.ApprovalRequired, $"{decision.Message}; a human approved it (approval {approval.Id}), and who acts on that has to name the approval", approval),
        };
    }

    /// <summary>Waits until a human has answered a pending approval.</summary>
    /// <param name="pending">The decision that waits.</param>
    /// <param name="wait">Is told meanwhile that it goes on.</param>
    /// <param name="since">When the wait began, as the clock's timestamp.</param>
    /// <param name="ct">Cancelled when the caller leaves.</param>
    /// <returns>Whether there is an answer; false where the time is up.</returns>
    public async ValueTask<bool> WaitAsync(Decision pending, IApprovalWait wait, long since, CancellationToken ct)
    {
        var wanted = Wanted(pending);
        var longest = wait.Patience < options.ApprovalWait ? wait.Patience : options.ApprovalWait;
        TimeSpan? told = null;
        while (clock.GetElapsedTime(since) is var waited && waited < longest)
        {
            if (await approvals.FindStandingAsync(wanted, ct).ConfigureAwait(false) is not { Status: ApprovalStatus.Pending } asked)
            {
                return true;
            }

            if (told is null || waited - told >= options.ApprovalHeartbeat)
            {
                told = waited;
                await wait.OnWaitingAsync(asked, waited, ct).ConfigureAwait(false);
            }

            await Task.Delay(Look, clock, ct).ConfigureAwait(false);
        }

        return false;
    }

    // Who was asked about exactly this call has the last word. A yes is not judged again; a question that is open is not asked of the judge until it says yes.
    private async ValueTask<Decision> JudgeAsync(Decision decision, CancellationToken ct) =>
        await approvals.FindStandingAsync(Wanted(decision), ct).ConfigureAwait(false) is null
            ? await judge.AskAsync(decision, ct).ConfigureAwait(false)
            : JudgeStep.LeaveToHuman(decision);

    private Approval Wanted(Decision decision)
    {
        var now = clock.GetUtcNow();
        var bound = Bound.To(decision.Call);
        return new Approval
        {
            Id = Ids.New("apr"),
            Binding = bound.Hash(decision),
            GrantBinding = Bound.GrantHash(decision),
            CallId = decision.Call.Id,
            Agent = decision.Call.Agent.Id,
            Caller = decision.Call.Caller.Id,
            Flow = decision.Call.Flow.ToString(),
            Target = Masked.Text(decision.Call.Target.Shown),
            ArgumentsJson = Encoding.UTF8.GetString(CanonicalJson.SerializeExact(Redactor.Redact(decision.Call.Arguments.Root, decision.Findings))),
            Reason = Masked.Text(decision.Message) + bound.Shown(decision.Findings),
            CreatedAt = now,
            ExpiresAt = now + options.ApprovalLifetime,
        };
    }

    private static string Noted(Approval approval) => string.IsNullOrEmpty(approval.Note) ? "" : $": {approval.Note}";

    private static Decision With(
        Decision d, string reason, string message, Approval? approval = null, bool approved = false, bool pending = false, bool isNew = false) => new(d.Call)
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
        Intent = d.Intent,
        Flow = d.Flow,
        Judge = d.Judge,
        ApprovalId = approval?.Id,
        Approved = approved,
        WaitsForHuman = pending,
        AskedAnew = isNew,
    };
}
