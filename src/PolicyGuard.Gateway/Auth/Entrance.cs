using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp;
using PolicyGuard.Gateway.Mcp.Http;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Auth;

/// <summary>Lets HTTP requests in whose sender has proved enough, and turns the others away with a challenge.</summary>
internal sealed class Entrance : IAsyncDisposable
{
    private readonly Authentication _authentication;
    private readonly Actors _actors;
    private readonly AuthFailures _failures;
    private readonly StayWatch _watch;
    private readonly Action<string> _onFault;

    public Entrance(Gate.Gate gate, IKeyStore keys, GatewayOptions options, TimeProvider time, Action<string> onFault)
    {
        _authentication = new Authentication(keys, options, time);
        _actors = new Actors(keys, time);
        _failures = new AuthFailures(gate, time);
        _watch = new StayWatch(_authentication, gate, time);
        _onFault = onFault;
    }

    /// <summary>Lets a request in, or answers it. From then on <see cref="HttpCaller.Of"/> knows the caller.</summary>
    /// <param name="http">The request.</param>
    /// <param name="where">Its path, for the log.</param>
    /// <returns>To be disposed of when the request is over; null where it was turned away.</returns>
    public async ValueTask<IDisposable?> EnterAsync(HttpContext http, string where)
    {
        try
        {
            var (caller, refusal) = await _authentication.OfAsync(http).ConfigureAwait(false);
            if (caller is not null)
            {
                HttpCaller.Set(http, caller);
                return _watch.Enter(http, caller);
            }

            await _failures.NoteAsync(http, where, refusal!).ConfigureAwait(false);
            http.Response.Headers.WWWAuthenticate = Challenge(refusal!);
            await HttpAnswer.WriteErrorAsync(http, 401, default, RpcErrors.BadRequest, refusal!.Message, refusal.Reason).ConfigureAwait(false);
        }
        catch (RegistryException fault)
        {
            _onFault($"http: {fault.Message}");
            await HttpAnswer.WriteErrorAsync(http, 503, default, RpcErrors.Internal, "the registry cannot be read, so nobody can be known; tell the operator", Reasons.RegistryUnavailable).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Writes down that somebody proved too little, or counts it.</summary>
    public ValueTask FailedAsync(HttpContext http, string where, Refusal refusal) => _failures.NoteAsync(http, where, refusal);

    /// <summary>Whether the sender may know how the gateway is in detail.</summary>
    public async ValueTask<bool> IsKnownAsync(HttpContext http)
    {
        try
        {
            return (await _authentication.OfAsync(http).ConfigureAwait(false)).Caller is { Proof: not CallerProof.None };
        }
        catch (RegistryException)
        {
            // Then everything else is refused; who looks why is at least let know that something is wrong.
            return false;
        }
    }

    /// <summary>What the sender's key lets them do, or null where they have none that is good.</summary>
    /// <exception cref="RegistryException">Nobody can say.</exception>
    public async ValueTask<Actor?> ActorAsync(HttpContext http) =>
        (await _authentication.OfAsync(http).ConfigureAwait(false)).Caller is { Proof: CallerProof.ApiKey } caller
            ? await _actors.OfKeyAsync(caller, caller.Agent is { } agent ? new AgentRef(agent, Proven: true) : null, http.RequestAborted).ConfigureAwait(false)
            : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync().ConfigureAwait(false);
        await _failures.DisposeAsync().ConfigureAwait(false);
    }

    // RFC 6750 §3: who sent nothing is told only that something is needed.
    private static string Challenge(Refusal refusal) => refusal.Reason == Reasons.AuthMissing
        ? "Bearer realm=\"policyguard\""
        : "Bearer realm=\"policyguard\", error=\"invalid_token\"";
}
