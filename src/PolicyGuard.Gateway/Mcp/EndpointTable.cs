using System.Collections.Frozen;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Joined;
using PolicyGuard.Gateway.Mcp.Links;

namespace PolicyGuard.Gateway.Mcp;

/// <summary>The doors: <c>/mcp/{name}</c> for each upstream as it is, <c>/mcp</c> for the only one or for all joined.</summary>
internal sealed class EndpointTable
{
    private readonly FrozenDictionary<string, Endpoint> _paths;
    private readonly Endpoint _main;

    /// <param name="links">The upstreams.</param>
    /// <param name="prefix">When names are prefixed.</param>
    public EndpointTable(UpstreamLink[] links, PrefixMode prefix)
    {
        var prefixed = JoinedNames.Prefixes(prefix, links.Length);
        _main = new Endpoint("/mcp", links, links.Length != 1 || prefixed ? new JoinedNames(links, prefixed) : null);
        var paths = new Dictionary<string, Endpoint>(StringComparer.Ordinal) { [_main.Name] = _main };
        foreach (var link in links)
        {
            var name = $"/mcp/{link.Name}";
            paths[name] = new Endpoint(name, [link]);
        }

        _paths = paths.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The endpoint at a path, or null.</summary>
    public Endpoint? Find(string path) => _paths.GetValueOrDefault(path);

    /// <summary>Two names that are shown as one, for health; null where there are none.</summary>
    public string? Collision() => _main.Names?.Collision();
}
