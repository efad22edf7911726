using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Registry;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>Lists: forwarded, then cut down to what the caller may call. What stays, stays byte for byte.</summary>
internal sealed class ListFamily(Gate.Gate gate, GatewayOptions options, FromUpstream fromUpstream, TimeProvider time)
{
    /// <summary>Answers a list.</summary>
    /// <exception cref="UpstreamException">With <see cref="Reasons.SessionUnknown"/>: the upstream ended the session.</exception>
    /// <exception cref="OperationCanceledException">The client left or cancelled.</exception>
    public async ValueTask<RouterReply> ListAsync(Exchange exchange, Route route, CallKind kind, CancellationToken ct)
    {
        var id = exchange.Message.Id;
        try
        {
            var page = await ReadAsync(exchange, route, kind, ct).ConfigureAwait(false);
            return page switch
            {
                { Refusal: { } refusal } => new RouterReply(RpcErrors.Error(id.Span, RpcErrors.Refused, refusal.Message, refusal.Reason)),
                { Answer.Kind: RpcKind.Error } => new RouterReply(page.Answer.Utf8, page.HttpStatus),
                _ => new RouterReply(ListCut.Apply(page.Answer, page.Array, page.Entries, page.Visible), page.HttpStatus),
            };
        }
        catch (UpstreamException e) when (e.Reason != Reasons.SessionUnknown || exchange.Session.IsShared)
        {
            return new RouterReply(RpcErrors.Error(id.Span, RpcErrors.Internal, e.Message, e.Reason));
        }
        catch (RegistryException)
        {
            return new RouterReply(RpcErrors.Error(id.Span, RpcErrors.Refused, "the registry cannot be read, so nothing is listed; tell the operator", Reasons.RegistryUnavailable));
        }
    }

    /// <summary>Asks an upstream for one page and the gate what may be seen of it.</summary>
    /// <exception cref="UpstreamException">The upstream failed.</exception>
    /// <exception cref="RegistryException">Tools cannot be pinned.</exception>
    public async ValueTask<ListPage> ReadAsync(Exchange exchange, Route route, CallKind kind, CancellationToken ct)
    {
        var answer = await new Forward(exchange, route, fromUpstream).SendAsync(ct).ConfigureAwait(false);
        if (answer.Message.Kind == RpcKind.Error)
        {
            return new ListPage(answer.Message, answer.HttpStatus, default, [], [], null);
        }

        var array = RawJson.Member(answer.Message.Result, ListMember.Of(exchange.Message.Method!));
        if (array.IsEmpty || array.Span[0] != '[')
        {
            throw new UpstreamException(Reasons.UpstreamGarbage, $"upstream `{route.Link.Name}` answered `{exchange.Message.Method}` without a list");
        }

        var entries = JsonParts.Elements(array);
        var items = kind == CallKind.Tool ? await ToolsAsync(route.Link, entries, ct).ConfigureAwait(false) : Others(route.Link, entries, kind);
        var verdict = await gate.FilterAsync(CallOf(exchange, route.Link), items, ct).ConfigureAwait(false);
        return new ListPage(answer.Message, answer.HttpStatus, array, entries, verdict.Visible, verdict.Refusal);
    }

    private static async ValueTask<IReadOnlyList<ListItem>> ToolsAsync(UpstreamLink link, List<ReadOnlyMemory<byte>> entries, CancellationToken ct)
    {
        var learned = await link.Tools.LearnAsync(entries, ct).ConfigureAwait(false);
        var items = new ListItem[entries.Count];
        for (var i = 0; i < items.Length; i++)
        {
            var (name, definition) = learned[i];
            CanonicalName? canonical = null;
            if (name is not null)
            {
                CanonicalName.TryCreate(name, out canonical, out _);
            }

            items[i] = new ListItem(canonical, name ?? "(no name)", CallKind.Tool, link.Name, definition);
        }

        return items;
    }

    private static ListItem[] Others(UpstreamLink link, List<ReadOnlyMemory<byte>> entries, CallKind kind)
    {
        var items = new ListItem[entries.Count];
        for (var i = 0; i < items.Length; i++)
        {
            var shown = NameOf(entries[i], kind);
            CanonicalName? name = null;
            if (shown is not null && kind == CallKind.Resource)
            {
                CanonicalName.TryCreateOpaque(shown, out name, out _);
            }
            else if (shown is not null)
            {
                CanonicalName.TryCreate(shown, out name, out _);
            }

            items[i] = new ListItem(name, shown ?? "(no name)", kind, link.Name, null);
        }

        return items;
    }

    private static string? NameOf(ReadOnlyMemory<byte> entry, CallKind kind)
    {
        var raw = RawJson.Member(entry, kind == CallKind.Resource ? "uri" : "name");
        return RawJson.Text(raw.IsEmpty && kind == CallKind.Resource ? RawJson.Member(entry, "uriTemplate") : raw);
    }

    private ToolCall CallOf(Exchange exchange, UpstreamLink link) => new()
    {
        Id = Ids.Call(time.GetUtcNow()),
        Kind = CallKind.List,
        ActionType = ActionTypes.Of(CallKind.List),
        Target = CanonicalName.Of(exchange.Message.Method!),
        Upstream = link.Name,
        Caller = exchange.Session.Caller,
        Agent = exchange.Agent,
        Flow = exchange.Flow,
        Context = options.Context,
        ReceivedAt = time.GetUtcNow(),
    };
}
