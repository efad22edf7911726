using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>The one place where it is decided who may do what to the registry, the policies and the log.</summary>
internal static class Authority
{
    /// <summary>Why an actor may not do something, or null. A suspended agent may do nothing for itself or anybody else.</summary>
    /// <param name="actor">Who wants to.</param>
    /// <param name="needed">What it takes.</param>
    /// <param name="what">What it is, for a person: <c>register agents</c>.</param>
    /// <param name="agents">Who is who.</param>
    /// <param name="ct">Cancels the look-up.</param>
    /// <exception cref="RegistryException">Nobody can say whether the actor is suspended.</exception>
    public static async ValueTask<Refusal?> ObjectAsync(Actor actor, Rights needed, string what, IAgentStore agents, CancellationToken ct)
    {
        if (actor.Agent is { } named && !AgentIds.IsValid(named.Id))
        {
            return new Refusal(Reasons.AgentInvalid, AgentIds.Rule);
        }

        if (actor.Agent is { } speaking && await agents.FindAsync(speaking.Id, ct).ConfigureAwait(false) is { Status: AgentStatus.Suspended } suspended)
        {
            return new Refusal(Reasons.AgentSuspended, Wording.Suspended(suspended));
        }

        if ((actor.Rights & needed) == needed)
        {
            return null;
        }

        return needed.HasFlag(Rights.Loosen) && actor.Rights.HasFlag(Rights.Tighten)
            ? new Refusal(Reasons.AuthorityLoosens, $"{what}: that makes things looser, which no agent does by a call of its own; a person does it with the policyguard command line")
            : new Refusal(Reasons.AuthorityMissing, $"{what}: caller `{actor.Id}` may not; it takes an API key with a role that includes {needed.ToString().ToLowerInvariant()}, or the command line");
    }
}
