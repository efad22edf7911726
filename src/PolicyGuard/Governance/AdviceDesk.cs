using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Registry;
using PolicyGuard.Text;

namespace PolicyGuard.Governance;

/// <summary>
/// Answers agents that ask before they act. It is the gate's own decision, never a second opinion; nothing runs and nobody waits. A question
/// that needs a human is answered with the approval's id, and can be asked again with it.
/// </summary>
public sealed class AdviceDesk(GovernanceServices services)
{
    private readonly Bureau _bureau = new(services);

    /// <summary>Answers. Takes <see cref="Rights.Ask"/>.</summary>
    public ValueTask<Outcome<Advice>> AskAsync(Actor actor, ActionRequest request, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Ask, "ask whether an action is allowed", request.AgentId, async () =>
        {
            var faults = new List<string>();
            var call = CallOf(actor, request, faults);
            if (call is null)
            {
                return Outcome.Invalid<Advice>(faults);
            }

            if (request.ApprovalId is { } id)
            {
                var approval = await services.Approvals.FindAsync(id, ct).ConfigureAwait(false);
                if (approval is null || approval.Agent != request.AgentId)
                {
                    return Outcome.Refused<Advice>(Reasons.ActUnknown, $"approval_id: agent `{Bureau.Name(request.AgentId)}` has no approval `{Bureau.Name(id)}`");
                }

                // Asking again and again is no news: it opens no incident and leaves no entry until there is an answer.
                if (approval.Status == ApprovalStatus.Pending && approval.ExpiresAt > call.ReceivedAt)
                {
                    return Outcome.Done(Waiting(call, approval));
                }
            }

            // What the gate itself will execute uses the approval up then; else this answer does.
            var decision = await services.Gate.AdviseAsync(call, call.Upstream is null ? request.ApprovalId : null, ct).ConfigureAwait(false);
            return Outcome.Done(await StandsAsync(decision, ct).ConfigureAwait(false) is { } approved
                ? Of(decision) with { Allowed = true, RequireApproval = false, ReasonId = Reasons.Rule, Reason = $"a human approved exactly this call (approval {approved.Id}); make it, which uses the approval up" }
                : Of(decision));
        }, ct);

    /// <summary>The advice that a decision comes to.</summary>
    internal static Advice Of(Decision decision) => new()
    {
        ActionId = decision.Call.Id,
        Allowed = decision.Allows,
        RequireApproval = decision.Reason == Reasons.ApprovalRequired,
        Reason = decision.Approved ? $"{decision.Message}; a human approved exactly this (approval {decision.ApprovalId})" : decision.Message,
        ReasonId = decision.Reason,
        Warnings = decision.Warnings,
        PolicyMatched = PolicyOf(decision),
        Rule = decision.DecidingRule?.Rule,
        Effect = decision.Effect,
        ApprovalId = decision.ApprovalId,
    };

    private static string? PolicyOf(Decision decision) => decision.Reason switch
    {
        Reasons.AgentDeniedTool => "agent_denied_tools",
        Reasons.AgentNotAllowedTool => "agent_allowed_tools",
        Reasons.AgentSuspended => "agent_suspended",
        Reasons.Default => $"default_{decision.Effect.Name()}",
        _ => decision.DecidingRule?.Policy,
    };

    private static Advice Waiting(ToolCall call, Approval approval) => new()
    {
        ActionId = call.Id,
        Allowed = false,
        Effect = Effect.RequireApproval,
        Reason = $"no human has answered approval {approval.Id} yet",
        ReasonId = Reasons.ApprovalRequired,
        RequireApproval = true,
        ApprovalId = approval.Id,
    };

    // The yes that a call through the gate would find, or null.
    private async ValueTask<Approval?> StandsAsync(Decision decision, CancellationToken ct) =>
        decision is { Reason: Reasons.ApprovalRequired, ApprovalId: { } id, Call.Upstream: not null }
        && await services.Approvals.FindAsync(id, ct).ConfigureAwait(false) is { Status: ApprovalStatus.Approved or ApprovalStatus.Granted } approval
            ? approval
            : null;

    private ToolCall? CallOf(Actor actor, ActionRequest request, List<string> faults)
    {
        if (!CanonicalName.TryCreate(request.ActionType, out var type, out var fault))
        {
            faults.Add($"action_type: {fault}");
        }

        var kind = KindOf(type?.Full);
        CanonicalName? target;
        var read = kind is CallKind.Resource or CallKind.Method
            ? CanonicalName.TryCreateOpaque(request.Target, out target, out fault)
            : CanonicalName.TryCreate(request.Tool ?? request.Target, out target, out fault);
        if (!read)
        {
            faults.Add($"target: {fault}");
        }

        if (!AgentIds.IsValid(request.AgentId))
        {
            faults.Add($"agent_id: {AgentIds.Rule}");
        }

        return faults.Count > 0 ? null : new ToolCall
        {
            Id = Ids.NewHex("act"),
            Kind = kind,
            ActionType = kind == CallKind.Action ? request.ActionType : ActionTypes.Of(kind),
            Target = target!,
            Upstream = request.Upstream,
            Definition = request.Definition,
            Arguments = request.Parameters,
            Caller = request.Caller,
            Agent = new AgentRef(request.AgentId, Proves(actor, request.AgentId)),
            Flow = request.Flow,
            Context = request.Surroundings,
            Note = request.Context,
            ReceivedAt = services.Clock.GetUtcNow(),
        };
    }

    // Who speaks is proven by their own key. Who could raise the agent's trust anyway claims nothing by asking what it is worth.
    private static bool Proves(Actor actor, string id) => actor.Agent is { Proven: true } speaker && speaker.Id == id || actor.Rights.HasFlag(Rights.Loosen);

    // A word that names a kind of call is that kind, however it is spelled: a rule on tool calls must not miss `Tool-Call`.
    private static CallKind KindOf(string? actionType) => actionType switch
    {
        "tool_call" => CallKind.Tool,
        "resource_access" => CallKind.Resource,
        "prompt_get" => CallKind.Prompt,
        _ => CallKind.Action,
    };
}
