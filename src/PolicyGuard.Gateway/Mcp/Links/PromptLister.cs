using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>Lists the names of an upstream's prompts: the joined endpoint has to know whose prompt a name is.</summary>
internal static class PromptLister
{
    /// <summary>The names.</summary>
    /// <exception cref="UpstreamException">The upstream failed, or lists without end.</exception>
    public static async Task<ICollection<string>> ListAsync(IUpstreamSession session, Dialect dialect, string upstream, CancellationToken ct)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var page in PageReader.ReadAsync(session, dialect, upstream, RpcMethods.PromptsList, "prompts", ct).ConfigureAwait(false))
        {
            names.UnionWith(page.Select(prompt => RawJson.Text(RawJson.Member(prompt, "name"))).OfType<string>());
        }

        return names;
    }
}
