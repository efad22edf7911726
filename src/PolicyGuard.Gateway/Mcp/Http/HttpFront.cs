using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Api;
using PolicyGuard.Gateway.Auth;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Health;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>
/// MCP's Streamable HTTP in front of the router, both eras on one endpoint: sessions by <c>Mcp-Session-Id</c> after <c>initialize</c>,
/// everything else request by request. No framework of routes and filters lies between Kestrel and the message.
/// </summary>
internal sealed class HttpFront(McpRouter router, Gate.Gate gate, EndpointTable endpoints, SessionTable sessions, Entrance entrance, HealthReport health, ApprovalApi? approvals, LogApi? log, GatewayOptions options, TimeProvider time)
{
    private const string Root = "/mcp";
    private readonly DoorCheck _door = new(options);
    private readonly HttpRefusal _refusal = new(gate);
    private readonly HttpPost _post = new(router, gate, sessions, options, time);
    private readonly HttpListen _listen = new(router, gate, sessions, time);

    /// <summary>Answers one HTTP request.</summary>
    public Task HandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (_door.Refuses(http.Request) is { } reason)
        {
            return _refusal.WriteAsync(http, path, 403, RpcErrors.BadRequest, reason == Reasons.HostRefused ? "this Host is not served here" : "this Origin may not call", reason);
        }

        if (path.StartsWith("/health", StringComparison.Ordinal))
        {
            return HealthAsync(http, path);
        }

        if (approvals is not null && ApprovalApi.Serves(path))
        {
            return approvals.HandleAsync(http, path);
        }

        if (log is not null && LogApi.Serves(path))
        {
            return log.HandleAsync(http, path);
        }

        return path == Root || path.StartsWith(Root + "/", StringComparison.Ordinal) ? EnterAsync(http, OneSlashLess(path)) : NothingHereAsync(http);
    }

    // Nobody learns which endpoints there are before they have proved who they are.
    private async Task EnterAsync(HttpContext http, string path)
    {
        using var entered = await entrance.EnterAsync(http, path).ConfigureAwait(false);
        if (entered is null)
        {
            return;
        }

        if (endpoints.Find(path) is not { } endpoint)
        {
            await NothingHereAsync(http).ConfigureAwait(false);
            return;
        }

        await (http.Request.Method switch
        {
            "POST" => _post.HandleAsync(http, endpoint),
            "GET" => _listen.HandleAsync(http, endpoint),
            "DELETE" => DeleteAsync(http, endpoint),
            _ => HttpRefusal.NotAllowedAsync(http),
        }).ConfigureAwait(false);
    }

    private async Task HealthAsync(HttpContext http, string path) =>
        await health.WriteAsync(http, path, detailed: await entrance.IsKnownAsync(http).ConfigureAwait(false)).ConfigureAwait(false);

    // `/mcp/` is how some clients write it.
    private static string OneSlashLess(string path) => path.EndsWith('/') ? path[..^1] : path;

    private static Task NothingHereAsync(HttpContext http) =>
        HttpAnswer.WriteErrorAsync(http, 404, default, RpcErrors.BadRequest, $"there is no such endpoint; MCP is spoken at {Root}, and at {Root}/NAME for one upstream");

    private Task DeleteAsync(HttpContext http, Endpoint endpoint)
    {
        if (HeaderCheck.Of(http.Request.Headers, HeaderCheck.Session) is not { } id)
        {
            return HttpRefusal.NotAllowedAsync(http);
        }

        if (sessions.Find(id, endpoint, HttpCaller.Of(http)) is not { } session)
        {
            return _refusal.UnknownSessionAsync(http, endpoint);
        }

        sessions.End(session);
        return Task.CompletedTask;
    }
}
