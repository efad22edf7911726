using System.Collections.Frozen;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Governance;
using PolicyGuard.Gateway.Mcp.Joined;
using PolicyGuard.Gateway.Mcp.Links;

namespace PolicyGuard.Gateway.Mcp;

/// <summary>
/// The doors: <c>/mcp/{name}</c> for each upstream as it is, <c>/mcp</c> for the only one or for all joined, the governance tools beside them;
/// <c>/mcp/governance</c> for those alone.
/// </summary>
internal sealed class EndpointTable
{
    /// <summary>The name under which the governance tools stand alone; no upstream may have it.</summary>
    public const string Governance = "governance";

    private readonly FrozenDictionary<string, Endpoint> _paths;
    private readonly Endpoint _main;

    /// <param name="links">The upstreams.</param>
    /// <param name="prefix">When names are prefixed.</param>
    /// <param name="governance">The governance tools, or null where there are none.</param>
    /// <param name="exposed">Whether they stand at <c>/mcp</c> too.</param>
    public EndpointTable(UpstreamLink[] links, PrefixMode prefix, GovernanceTools? governance, bool exposed)
    {
        var prefixed = JoinedNames.Prefixes(prefix, links.Length);
        _main = new Endpoint("/mcp", links, links.Length != 1 || prefixed ? new JoinedNames(links, prefixed) : null, exposed ? governance : null);
        var paths = new Dictionary<string, Endpoint>(StringComparer.Ordinal) { [_main.Name] = _main };
        foreach (var link in links)
        {
            var name = $"/mcp/{link.Name}";
            paths[name] = new Endpoint(name, [link]);
        }

        if (governance is not null)
        {
            paths[$"/mcp/{Governance}"] = Alone($"/mcp/{Governance}", governance);
        }

        _paths = paths.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The endpoint at <c>/mcp</c>.</summary>
    public Endpoint Main => _main;

    /// <summary>A door with the governance tools and nothing else.</summary>
    public static Endpoint Alone(string name, GovernanceTools governance) => new(name, [], new JoinedNames([], false), governance);

    /// <summary>The endpoint at a path, or null.</summary>
    public Endpoint? Find(string path) => _paths.GetValueOrDefault(path);

    /// <summary>Two names that are shown as one, for health; null where there are none.</summary>
    public string? Collision() => _main.Names?.Collision();

    /// <summary>A tool of an upstream that is hidden at <c>/mcp</c> because its name is one of our own tools', for health; null where there is none.</summary>
    public string? Hidden()
    {
        foreach (var link in _main.Own is null ? [] : _main.Links)
        {
            foreach (var tool in link.Tools.Names)
            {
                if (_main.Own!.Find(_main.Names?.Show(link, tool) ?? tool) is { } own)
                {
                    return $"tool `{tool}` of upstream `{link.Name}` is hidden at {_main.Name} behind our own `{own.Name}`; it stands at /mcp/{link.Name}";
                }
            }
        }

        return null;
    }
}
