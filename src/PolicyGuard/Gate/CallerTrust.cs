using PolicyGuard.Calls;
using PolicyGuard.Registry;

namespace PolicyGuard.Gate;

/// <summary>What a caller's credential is worth at this moment: whether it is still good, what it reaches, and how much trust it lends.</summary>
internal sealed class CallerTrust(GateServices services, GateOptions options)
{
    /// <summary>The agent's trust after caps. An id that was only claimed carries little where anybody could have proved theirs.</summary>
    public async ValueTask<TrustLevel> OfAsync(ToolCall call, Agent agent, CancellationToken ct)
    {
        var trust = agent.Trust;
        if (!call.Agent.Proven && trust > TrustLevel.Low
            && (options.MaxClaimedTrust ?? (await services.Keys.AnyAsync(ct).ConfigureAwait(false) ? TrustLevel.Low : null)) is { } claimed && claimed < trust)
        {
            trust = claimed;
        }

        return call.Caller.MaxTrust is { } most && most < trust ? most : trust;
    }

    /// <summary>Why the caller's key is good for nothing any more, or null. Asked for each call: connections outlive keys.</summary>
    public async ValueTask<Objection?> ObjectAsync(Caller caller, CancellationToken ct)
    {
        if (caller.Proof != CallerProof.ApiKey)
        {
            return null;
        }

        var key = ApiKey.IdOf(caller) is { } id ? await services.Keys.FindAsync(id, ct).ConfigureAwait(false) : null;
        return key is null ? new Objection(Reasons.AuthInvalid, "the API key is not known")
            : key.RevokedAt is not null ? new Objection(Reasons.AuthRevoked, $"API key `{key.Id}` was revoked")
            : !key.IsLive(services.Clock.GetUtcNow()) ? new Objection(Reasons.AuthExpired, $"API key `{key.Id}` has expired")
            : null;
    }

    /// <summary>Why the credential does not reach so far, or null.</summary>
    public static Objection? OutOfScope(ToolCall call)
    {
        var caller = call.Caller;
        if (!caller.MayCall)
        {
            return new Objection(Reasons.AuthScope, $"{Wording.Name(call)} — the role of caller `{caller.Id}` makes no calls");
        }

        return call.Upstream is { } upstream && caller.Upstreams.Count > 0 && !caller.Upstreams.Contains(upstream, StringComparer.Ordinal)
            ? new Objection(Reasons.AuthScope, $"{Wording.Name(call)} — caller `{caller.Id}` reaches only: {string.Join(", ", caller.Upstreams.Take(20))}")
            : null;
    }
}
