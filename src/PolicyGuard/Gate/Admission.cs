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
        var (agent, objection) = await FindAsync(call.Agent.Id, ct).ConfigureAwait(false);
        if (agent is null)
        {
            return new Admitted(call, new Agent { Id = "" }, TrustLevel.Low, rules, objection);
        }

        var trust = await _trust.OfAsync(call, agent, ct).ConfigureAwait(false);
        return new Admitted(
            call, agent, trust, rules,
            await _trust.ObjectAsync(call.Caller, ct).ConfigureAwait(false) ?? Object(call, agent) ?? (again ? null : Limit(agent)) ?? services.OwnFiles?.Object(call));
    }

    /// <summary>What stands against an agent's requests whatever they are about, or null.</summary>
    public async ValueTask<Objection?> StandingAsync(ToolCall request, CancellationToken ct)
    {
        var (agent, objection) = await FindAsync(request.Agent.Id, ct).ConfigureAwait(false);
        return agent is null ? objection : await _trust.ObjectAsync(request.Caller, ct).ConfigureAwait(false) ?? Suspended(agent);
    }

    private async ValueTask<(Agent? Agent, Objection? Objection)> FindAsync(string id, CancellationToken ct)
    {
        if (!AgentIds.IsValid(id))
        {
            return (null, new Objection(Reasons.AgentInvalid, AgentIds.Rule));
        }

        try
        {
            if (await services.Agents.FindAsync(id, ct).ConfigureAwait(false) is { } known)
            {
                return (known, null);
            }

            if (Masked.HoldsSecret(id))
            {
                return (null, new Objection(Reasons.AgentInvalid, "the agent id looks like a credential, and the registry would show it to everybody"));
            }

            return (await services.Agents.GetOrRegisterAsync(id, ct).ConfigureAwait(false), null);
        }
        catch (RegistryException e) when (e.LooksLike is { } other)
        {
            return (null, new Objection(Reasons.AgentLookalike, Wording.Lookalike(id, other)));
        }
        catch (RegistryException e) when (e.IsFull)
        {
            return (null, new Objection(Reasons.AgentTooMany, Wording.TooManySeen(id)));
        }
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

            if (call.Definition.Held)
            {
                return new Objection(Reasons.ToolPoisoned, Wording.HeldTool(call));
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
