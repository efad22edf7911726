using PolicyGuard.Calls;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Auth;

/// <summary>Who somebody at the governance tools is, by what the transport proved and by whether keys are configured at this moment.</summary>
public sealed class Actors(IKeyStore keys, TimeProvider clock)
{
    /// <summary>The actor.</summary>
    /// <param name="caller">What the transport proved.</param>
    /// <param name="agent">The agent that speaks on the connection, proven or claimed. Never one that is merely a parameter of a tool.</param>
    /// <param name="ct">Cancels the look-up.</param>
    /// <exception cref="RegistryException">Nobody can say; refuse.</exception>
    public async ValueTask<Actor> OfAsync(Caller caller, AgentRef agent, CancellationToken ct)
    {
        if (caller.Proof == CallerProof.ApiKey)
        {
            return await OfKeyAsync(caller, agent, ct).ConfigureAwait(false);
        }

        if (!await keys.AnyAsync(ct).ConfigureAwait(false))
        {
            return Actor.LocalClient(caller, agent);
        }

        // The user's own client started us: its agent may call, ask and report, and has no key to prove more.
        return Actor.Authenticated(caller, caller.Proof == CallerProof.Process ? Role.Agent : null, agent);
    }

    /// <summary>The actor whom a key proves; the agent is null for a program that speaks for none.</summary>
    /// <exception cref="RegistryException">Nobody can say; refuse.</exception>
    internal async ValueTask<Actor> OfKeyAsync(Caller caller, AgentRef? agent, CancellationToken ct)
    {
        var key = ApiKey.IdOf(caller) is { } id ? await keys.FindAsync(id, ct).ConfigureAwait(false) : null;
        return Actor.Authenticated(caller, key is not null && key.IsLive(clock.GetUtcNow()) && Roles.TryParse(key.Role, out var role) ? role : null, agent);
    }

    /// <summary>The caller whom a key proves.</summary>
    public static Caller CallerOf(ApiKey key) => new(key.CallerId, CallerProof.ApiKey)
    {
        Agent = key.Agent,
        MaxTrust = key.MaxTrust,
        MayCall = Roles.TryParse(key.Role, out var role) && role.Rights().HasFlag(Rights.Ask),
        Upstreams = key.Upstreams,
    };
}
