using System.Collections.Concurrent;
using System.Collections.Frozen;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Links;

namespace PolicyGuard.Gateway.Mcp;

/// <summary>The doors: <c>/mcp/{name}</c> for each upstream as it is, <c>/mcp</c> for the only one or for all joined.</summary>
internal sealed class EndpointTable
{
    private readonly FrozenDictionary<string, Endpoint> _paths;
    private readonly ConcurrentDictionary<(Endpoint, Caller), ClientSession> _shared = new();
    private readonly McpRouter _router;

    public EndpointTable(IReadOnlyList<UpstreamLink> links, McpRouter router)
    {
        _router = router;
        var paths = new Dictionary<string, Endpoint>(StringComparer.Ordinal) { ["/mcp"] = new Endpoint("/mcp", [.. links]) };
        foreach (var link in links)
        {
            paths[$"/mcp/{link.Name}"] = new Endpoint($"/mcp/{link.Name}", [link]);
        }

        _paths = paths.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The endpoint at a path, or null.</summary>
    public Endpoint? Find(string path) => _paths.GetValueOrDefault(path);

    /// <summary>Whether an endpoint shows one upstream as it is, event ids included.</summary>
    public bool IsTransparent(Endpoint endpoint) => endpoint.Links.Length == 1;

    /// <summary>The session that a caller's sessionless requests share.</summary>
    public ClientSession Shared(Endpoint endpoint, Caller caller) =>
        _shared.TryGetValue((endpoint, caller), out var session) ? session : _shared.GetOrAdd((endpoint, caller), _router.OpenShared(endpoint, caller));
}
