using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>Who calls over HTTP: whom the request's key proved, else by the connection alone.</summary>
internal static class HttpCaller
{
    /// <summary>The caller.</summary>
    public static Caller Of(HttpContext http) => http.Features.Get<Proved>()?.Caller ?? ByConnection(http);

    /// <summary>Notes who it is, for as long as the request is handled.</summary>
    public static void Set(HttpContext http, Caller caller) => http.Features.Set(new Proved(caller));

    /// <summary>The caller where nothing is proved by a key: the local user, or nobody.</summary>
    public static Caller ByConnection(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address) ? Caller.Local : Caller.Anonymous;

    private sealed record Proved(Caller Caller);
}
