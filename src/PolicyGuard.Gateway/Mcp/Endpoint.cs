using System.Collections.Concurrent;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Governance;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Joined;
using PolicyGuard.Gateway.Mcp.Links;

namespace PolicyGuard.Gateway.Mcp;

/// <summary>A door for clients: one upstream as it is, or several joined.</summary>
/// <param name="name">The name, for logs: <c>/mcp</c> or <c>/mcp/{upstream}</c>.</param>
/// <param name="links">The upstreams behind it.</param>
/// <param name="names">How names are shown where the upstreams are joined; null shows the only upstream as it is.</param>
/// <param name="own">The gateway's own tools that stand here beside the upstreams', or alone; null where none do.</param>
internal sealed class Endpoint(string name, UpstreamLink[] links, JoinedNames? names = null, GovernanceTools? own = null)
{
    private readonly ConcurrentDictionary<Caller, ClientSession> _shared = new();

    /// <summary>The name.</summary>
    public string Name => name;

    /// <summary>The upstreams.</summary>
    public UpstreamLink[] Links => links;

    /// <summary>How names are shown where the upstreams are joined, else null.</summary>
    public JoinedNames? Names => names;

    /// <summary>The gateway's own tools that stand here, or null. Their names win over an upstream's.</summary>
    public GovernanceTools? Own => own;

    /// <summary>Whether several upstreams are shown as one, or none with our own tools.</summary>
    public bool IsJoined => names is not null;

    /// <summary>The place of an upstream among <see cref="Links"/>.</summary>
    public int IndexOf(UpstreamLink link) => Array.IndexOf(links, link);

    /// <summary>The session that a caller's sessionless requests share.</summary>
    public ClientSession Shared(Caller caller, McpRouter router) =>
        _shared.TryGetValue(caller, out var session) ? session : _shared.GetOrAdd(caller, router.OpenShared(this, caller));
}
