using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>
/// Who may knock: the Host and Origin headers of every request. A web page that makes a browser resolve its own name to 127.0.0.1 (DNS
/// rebinding) sends its own name in both.
/// </summary>
internal sealed class DoorCheck
{
    private readonly HashSet<string> _hosts;
    private readonly HashSet<string> _origins;

    public DoorCheck(GatewayOptions options)
    {
        _hosts = new HashSet<string>(["localhost", "127.0.0.1", "[::1]", .. options.AllowedHosts], StringComparer.OrdinalIgnoreCase);
        _origins = new HashSet<string>(options.AllowedOrigins, StringComparer.OrdinalIgnoreCase);
        if (!System.Net.IPAddress.IsLoopback(options.Host) && !options.Host.Equals(System.Net.IPAddress.Any) && !options.Host.Equals(System.Net.IPAddress.IPv6Any))
        {
            _hosts.Add(options.Host.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{options.Host}]" : options.Host.ToString());
        }
    }

    /// <summary>The reason id for which a request is turned away, or null.</summary>
    public string? Refuses(HttpRequest request)
    {
        var headers = request.Headers;
        if (headers.Host.Count != 1 || !_hosts.Contains(WithoutPort(headers.Host[0] ?? "")))
        {
            return Reasons.HostRefused;
        }

        // Programs send no Origin; browsers do, and from another page than our own or an allowed one nothing is accepted.
        return headers.Origin.Count == 0 || (headers.Origin.Count == 1 && headers.Origin[0] is { } origin && (_origins.Contains(origin) || IsOurs(origin, headers.Host[0]!)))
            ? null
            : Reasons.OriginRefused;
    }

    // The Host has been found to be one of ours, so a page of that origin came from us.
    private static bool IsOurs(string origin, string host) =>
        origin.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && origin.AsSpan(7).Equals(host, StringComparison.OrdinalIgnoreCase);

    private static string WithoutPort(string host)
    {
        var colon = host.LastIndexOf(':');
        return colon > host.LastIndexOf(']') ? host[..colon] : host;
    }
}
