using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Upstreams;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>Lists all tools of an upstream into its catalogue.</summary>
internal static class ToolLister
{
    /// <summary>Lists and learns.</summary>
    /// <param name="session">The conversation to ask in.</param>
    /// <param name="dialect">How that conversation speaks.</param>
    /// <param name="upstream">The upstream's name, for faults.</param>
    /// <param name="catalog">What learns.</param>
    /// <param name="whole">Whether tools that are not listed are forgotten; not where a client's own conversation is asked, which may see fewer.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="UpstreamException">The upstream failed, or lists without end.</exception>
    /// <exception cref="RegistryException">The tools cannot be pinned.</exception>
    public static async Task RefreshAsync(IUpstreamSession session, Dialect dialect, string upstream, ToolCatalog catalog, bool whole, CancellationToken ct)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var page in PageReader.ReadAsync(session, dialect, upstream, RpcMethods.ToolsList, "tools", ct).ConfigureAwait(false))
        {
            foreach (var (name, _) in await catalog.LearnAsync(page, ct).ConfigureAwait(false))
            {
                if (name is not null)
                {
                    names.Add(name);
                }
            }
        }

        if (whole)
        {
            catalog.Keep(names);
        }
    }
}
