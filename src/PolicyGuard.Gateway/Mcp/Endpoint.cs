using PolicyGuard.Gateway.Mcp.Links;

namespace PolicyGuard.Gateway.Mcp;

/// <summary>A door for clients: one upstream as it is, or several joined.</summary>
/// <param name="Name">The name, for logs: <c>/mcp</c> or <c>/mcp/{upstream}</c>.</param>
/// <param name="Links">The upstreams behind it.</param>
internal sealed record Endpoint(string Name, UpstreamLink[] Links)
{
    /// <summary>The place of an upstream among <see cref="Links"/>.</summary>
    public int IndexOf(UpstreamLink link) => Array.IndexOf(Links, link);
}
