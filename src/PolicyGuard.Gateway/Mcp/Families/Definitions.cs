using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Links;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// Finds the definition of a tool that is about to be called. One that we do not know may be new, or visible to this client only, so the
/// upstream is asked once more before the gate refuses.
/// </summary>
internal static class Definitions
{
    /// <summary>The definition, or null where the upstream lists no such tool.</summary>
    /// <exception cref="UpstreamException">The upstream cannot be asked.</exception>
    /// <exception cref="Registry.RegistryException">The pins cannot be read.</exception>
    public static ValueTask<ToolDefinition?> FindAsync(Exchange exchange, UpstreamLink link, string tool, CancellationToken ct)
    {
        var found = link.Tools.FindAsync(tool, ct);
        return found.IsCompletedSuccessfully && found.Result is not null ? found : LookAsync(found, exchange, link, tool, ct);
    }

    private static async ValueTask<ToolDefinition?> LookAsync(ValueTask<ToolDefinition?> first, Exchange exchange, UpstreamLink link, string tool, CancellationToken ct)
    {
        if (await first.ConfigureAwait(false) is { } found)
        {
            return found;
        }

        var dialect = await DialectAsync(exchange, link, ct).ConfigureAwait(false);
        if (await link.Tools.FindAsync(tool, ct).ConfigureAwait(false) is { } listed)
        {
            return listed;
        }

        var session = exchange.Session;
        await session.LookAt(link).OnceAsync(async () =>
        {
            var upstream = await session.TalkAsync(link, session.Ended).ConfigureAwait(false);
            await ToolLister.RefreshAsync(upstream, dialect, link.Name, link.Tools, whole: session.IsShared, session.Ended).ConfigureAwait(false);
        }).WaitAsync(ct).ConfigureAwait(false);
        return await link.Tools.FindAsync(tool, ct).ConfigureAwait(false);
    }

    private static async ValueTask<Dialect> DialectAsync(Exchange exchange, UpstreamLink link, CancellationToken ct) => exchange.Session.IsShared
        ? (await link.ConnectedAsync(ct).ConfigureAwait(false)).Dialect
        : exchange.Era == Era.Modern ? new Dialect(Era.Modern, Revisions.Modern) : new Dialect(Era.Legacy, exchange.Session.Version ?? Revisions.LastLegacy);
}
