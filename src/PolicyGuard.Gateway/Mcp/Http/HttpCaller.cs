using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>Who calls over HTTP. Without keys the local user is the only one who is known; who comes from elsewhere is nobody.</summary>
internal static class HttpCaller
{
    /// <summary>The caller, by the connection alone.</summary>
    public static Caller Of(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address) ? Caller.Local : Caller.Anonymous;
}
