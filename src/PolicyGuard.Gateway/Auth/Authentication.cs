using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Http;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Auth;

/// <summary>Who an HTTP request comes from. A key counts from the moment it is made, and no longer than it lives, whichever process made or revoked it.</summary>
internal sealed class Authentication(IKeyStore keys, GatewayOptions options, TimeProvider time)
{
    // Bound to more than this machine without a word that this is meant: then nobody comes in without a key, also after the last one is gone.
    private readonly bool _always = !System.Net.IPAddress.IsLoopback(options.Host) && !options.AllowUnauthenticated;

    /// <summary>Finds out.</summary>
    /// <returns>The caller, or why there is none.</returns>
    /// <exception cref="RegistryException">Nobody can say; refuse.</exception>
    public async ValueTask<(Caller? Caller, Refusal? Refusal)> OfAsync(HttpContext http)
    {
        switch (BearerHeader.Read(http.Request, out var token))
        {
            case CredentialKind.Key:
                return await OfKeyAsync(token!, http.RequestAborted).ConfigureAwait(false);

            case CredentialKind.Misplaced:
                return (null, new Refusal(Reasons.AuthInvalid, "send one Authorization header, and no key in the URL"));

            case var kind when await IsNeededAsync(http.RequestAborted).ConfigureAwait(false):
                return (null, kind == CredentialKind.NoKey
                    ? new Refusal(Reasons.AuthInvalid, "this is no API key of ours: mistyped, or cut off")
                    : new Refusal(Reasons.AuthMissing, "an API key is needed: send `Authorization: Bearer pgk_…`; an operator makes one with `policyguard key create`"));

            case CredentialKind.NoKey when BearerHeader.ClaimsToBeOurs(http.Request):
                return (null, new Refusal(Reasons.AuthInvalid, "this is no API key of ours: mistyped, or cut off"));

            default:
                return (HttpCaller.ByConnection(http), null);
        }
    }

    /// <summary>Whether a caller who was let in may still stay.</summary>
    /// <exception cref="RegistryException">Nobody can say.</exception>
    public async ValueTask<bool> StaysAsync(Caller caller, CancellationToken ct) => caller.Proof == CallerProof.ApiKey
        ? ApiKey.IdOf(caller) is { } id && await keys.FindAsync(id, ct).ConfigureAwait(false) is { } key && key.IsLive(time.GetUtcNow())
        : !await IsNeededAsync(ct).ConfigureAwait(false);

    private async ValueTask<bool> IsNeededAsync(CancellationToken ct) => _always || await keys.AnyAsync(ct).ConfigureAwait(false);

    private async ValueTask<(Caller? Caller, Refusal? Refusal)> OfKeyAsync(KeyToken token, CancellationToken ct)
    {
        // Who does not hold the whole key learns nothing of it, not even that it was revoked.
        if (await keys.FindAsync(token.KeyId, ct).ConfigureAwait(false) is not { } key || !token.Matches(key.Hash.AsSpan()))
        {
            return (null, new Refusal(Reasons.AuthInvalid, "this API key is not known here: is it one of this data folder?"));
        }

        if (key.RevokedAt is not null)
        {
            return (null, new Refusal(Reasons.AuthRevoked, $"API key `{key.Id}` was revoked"));
        }

        if (!key.IsLive(time.GetUtcNow()))
        {
            return (null, new Refusal(Reasons.AuthExpired, $"API key `{key.Id}` has expired"));
        }

        keys.Touch(key.Id);
        return (Actors.CallerOf(key), null);
    }
}
