using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Api;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Health;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>
/// MCP's Streamable HTTP in front of the router, both eras on one endpoint: sessions by <c>Mcp-Session-Id</c> after <c>initialize</c>,
/// everything else request by request. No framework of routes and filters lies between Kestrel and the message.
/// </summary>
internal sealed class HttpFront(McpRouter router, Gate.Gate gate, EndpointTable endpoints, SessionTable sessions, HealthReport health, ApprovalApi? approvals, GatewayOptions options, TimeProvider time)
{
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
            return health.WriteAsync(http, path);
        }

        if (approvals is not null && ApprovalApi.Serves(path))
        {
            return approvals.HandleAsync(http, path);
        }

        if (endpoints.Find(path) is not { } endpoint)
        {
            return HttpAnswer.WriteErrorAsync(http, 404, default, RpcErrors.BadRequest, "there is no such endpoint");
        }

        return http.Request.Method switch
        {
            "POST" => _post.HandleAsync(http, endpoint),
            "GET" => _listen.HandleAsync(http, endpoint),
            "DELETE" => DeleteAsync(http, endpoint),
            _ => HttpRefusal.NotAllowedAsync(http),
        };
    }

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
