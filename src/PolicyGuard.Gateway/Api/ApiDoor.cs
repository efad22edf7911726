using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Auth;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Api;

/// <summary>
/// Who asks the HTTP API: whoever holds the data folder's operator token, or an API key. One of them is always needed, also on loopback: an agent can
/// reach the port.
/// </summary>
internal sealed class ApiDoor(string? operatorToken, Entrance entrance)
{
    private readonly byte[]? _token = operatorToken is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(operatorToken));

    /// <summary>Lets a request in, or answers it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="where">The part of the API, for the log: <c>/api/approvals</c>.</param>
    /// <param name="what">What it is called: <c>the approvals API</c>.</param>
    /// <param name="help">What to send, for the one who is turned away.</param>
    /// <returns>Who asks; null where the request was answered.</returns>
    public async ValueTask<Actor?> EnterAsync(HttpContext http, string where, string what, string help)
    {
        Actor? actor;
        try
        {
            actor = TokenHolder(http) ?? await entrance.ActorAsync(http).ConfigureAwait(false);
        }
        catch (RegistryException fault)
        {
            await ApiAnswer.RefuseAsync(http, 503, new Refusal(Reasons.RegistryUnavailable, fault.Message)).ConfigureAwait(false);
            return null;
        }

        if (actor is null)
        {
            await entrance.FailedAsync(http, where, new Refusal(Reasons.CallerUnauthenticated, $"{what} was asked without a valid token")).ConfigureAwait(false);
            http.Response.Headers.WWWAuthenticate = "Bearer";
            await ApiAnswer.RefuseAsync(http, 401, new Refusal(Reasons.CallerUnauthenticated, $"send `Authorization: Bearer …` with the data folder's operator token, or with {help}")).ConfigureAwait(false);
        }

        return actor;
    }

    // The digest is compared, so that the time says nothing of the secret.
    private Actor? TokenHolder(HttpContext http) =>
        _token is not null
        && http.Request.Headers.Authorization is [{ } header]
        && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[7..].Trim())), _token)
            ? Actor.TokenHolder()
            : null;
}
