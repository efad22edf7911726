using PolicyGuard.Calls;
using PolicyGuard.Registry;
using PolicyGuard.Text;

namespace PolicyGuard.Gate;

/// <summary>Step 1: known agent, not suspended, its own tool lists, tool known and unchanged, rate limit, none of the gate's own files.</summary>
internal sealed class Admission(GateServices services, GateOptions options)
{
    private readonly AgentLists _lists = new();
    private readonly CallerTrust _trust = new(services, options);

    /// <summary>Admits a call, or says what stands against it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="again">Whether it was admitted before and waited since; it counts once against the rate limit.</param>
    /// <param name="ct">Cancels the look-up.</param>
    public async ValueTask<Admitted> AdmitAsync(ToolCall call, bool again, CancellationToken ct)
    {
        var rules = await services.Rules.LatestAsync(ct).ConfigureAwait(false);
        var id = call.Agent.Id;
        if (!AgentIds.IsValid(id))
        {
            var nobody = new Agent { Id = "" };
            return new Admitted(call, nobody, TrustLevel.Low, rules, new Objection(Reasons.AgentInvalid, AgentIds.Rule));
        }

        var agent = await services.Agents.GetOrRegisterAsync(id, ct).ConfigureAwait(false);
        var trust = await _trust.OfAsync(call, agent, ct).ConfigureAwait(false);
        return new Admitted(
            call, agent, trust, rules,
            await _trust.ObjectAsync(call.Caller, ct).ConfigureAwait(false) ?? Object(call, agent) ?? (again ? null : Limit(agent)) ?? services.OwnFiles?.Object(call));
    }

    /// <summary>What stands against an agent's requests whatever they are about, or null.</summary>
    public async ValueTask<Objection?> StandingAsync(ToolCall request, CancellationToken ct)
    {
        var id = request.Agent.Id;
        return AgentIds.IsValid(id)
            ? Suspended(await services.Agents.GetOrRegisterAsync(id, ct).ConfigureAwait(false))
            : new Objection(Reasons.AgentInvalid, AgentIds.Rule);
    }

    private static Objection? Suspended(Agent agent) =>
        agent.Status == AgentStatus.Suspended ? new Objection(Reasons.AgentSuspended, Wording.Suspended(agent)) : null;

    /// <summary>What stands against a call whatever its arguments are; used for lists as well.</summary>
    public Objection? Object(ToolCall call, Agent agent)
    {
        if (Suspended(agent) is { } suspended)
        {
            return suspended;
        }

        if (CallerTrust.OutOfScope(call) is { } scope)
        {
            return scope;
        }

        if (_lists.FirstDenied(agent, call.Target, call.Upstream) is { } pattern)
        {
            return new Objection(Reasons.AgentDeniedTool, Wording.Denied(call, agent, pattern));
        }

        if (!_lists.Allows(agent, call.Target, call.Upstream))
        {
            return new Objection(Reasons.AgentNotAllowedTool, Wording.NotAllowed(call, agent));
        }

        if (call.Kind == CallKind.Tool && call.Upstream is not null)
        {
            if (call.Definition is null)
            {
                return new Objection(Reasons.ToolUnknown, Wording.UnknownTool(call));
            }

            if (call.Definition.Changed)
            {
                return new Objection(Reasons.ToolChanged, Wording.ChangedTool(call));
            }
        }

        return null;
    }

    private Objection? Limit(Agent agent) =>
        services.RateLimit is { } buckets && !buckets.TryTake(agent.Id, out var retryAfter)
            ? new Objection(Reasons.RateLimited, Wording.RateLimited(agent, retryAfter))
            : null;
}
