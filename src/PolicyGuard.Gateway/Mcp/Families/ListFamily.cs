using System.Text.Json;
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
    /// <exception cref="OperationCanceledException">The client left or cancelled.</exception>
    public async ValueTask<RouterReply> ListAsync(Exchange exchange, Route route, CallKind kind, CancellationToken ct)
    {
        var id = exchange.Message.Id;
        try
        {
            var answer = await new Forward(exchange, route, fromUpstream).SendAsync(ct).ConfigureAwait(false);
            if (answer.Message.Kind == RpcKind.Error)
            {
                return new RouterReply(answer.Message.Utf8, answer.HttpStatus);
            }

            var (cut, refusal) = await CutAsync(exchange, route.Link, answer.Message, kind, ct).ConfigureAwait(false);
            return refusal is null
                ? new RouterReply(cut, answer.HttpStatus)
                : new RouterReply(RpcErrors.Error(id.Span, RpcErrors.Refused, refusal.Message, refusal.Reason));
        }
        catch (UpstreamException e)
        {
            return new RouterReply(RpcErrors.Error(id.Span, RpcErrors.Internal, e.Message, e.Reason));
        }
        catch (RegistryException)
        {
            return new RouterReply(RpcErrors.Error(id.Span, RpcErrors.Refused, "the registry cannot be read, so nothing is listed; tell the operator", Reasons.RegistryUnavailable));
        }
    }

    /// <summary>Cuts one answer down.</summary>
    public async ValueTask<(ReadOnlyMemory<byte> Utf8, Refusal? Refusal)> CutAsync(Exchange exchange, UpstreamLink link, RpcMessage answer, CallKind kind, CancellationToken ct)
    {
        if (answer.Result.Span[0] != '{' || !JsonParts.TryGetMember(answer.Result, ListMember.Of(exchange.Message.Method!), out var array) || array.Span[0] != '[')
        {
            throw new UpstreamException(Reasons.UpstreamGarbage, $"upstream `{link.Name}` answered `{exchange.Message.Method}` without a list");
        }

        var entries = JsonParts.Elements(array);
        var items = kind == CallKind.Tool ? await ToolsAsync(link, entries, ct).ConfigureAwait(false) : Others(link, entries, kind);
        var verdict = await gate.FilterAsync(CallOf(exchange, link), items, ct).ConfigureAwait(false);
        if (verdict.Refusal is { } refusal)
        {
            return (default, refusal);
        }

        return (ListCut.Apply(answer, array, entries, verdict.Visible), null);
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
        ReadOnlyMemory<byte> raw = default;
        var found = entry.Span[0] == '{' && (kind == CallKind.Resource
            ? JsonParts.TryGetMember(entry, "uri", out raw) || JsonParts.TryGetMember(entry, "uriTemplate", out raw)
            : JsonParts.TryGetMember(entry, "name", out raw));
        if (!found || raw.Span[0] != '"')
        {
            return null;
        }

        var json = new Utf8JsonReader(raw.Span);
        return json.Read() ? json.GetString() : null;
    }

    private ToolCall CallOf(Exchange exchange, UpstreamLink link) => new()
    {
        Id = Ids.New("call"),
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
