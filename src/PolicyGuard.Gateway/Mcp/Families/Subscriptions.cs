using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// The resources that a <c>subscriptions/listen</c> names: whoever may not read one may not hear of its changes either, as with
/// <c>resources/subscribe</c> in the legacy era.
/// </summary>
internal sealed class Subscriptions(Gate.Gate gate, GatewayOptions options, TimeProvider time)
{
    private const int MostUris = 1000;

    /// <summary>Why the subscription may not pass, or null.</summary>
    public async ValueTask<RouterReply?> RefusesAsync(Exchange exchange, UpstreamLink link, RpcMessage listen, CancellationToken ct)
    {
        var filter = RawJson.Member(listen.Params, "notifications");
        if (RawJson.Member(filter, "taskIds") is { IsEmpty: false } ids && (ids.Span[0] != '[' || JsonParts.Elements(ids).Exists(raw => RawJson.Text(raw) is not { } id || link.Tasks.Find(exchange.Session, exchange.Agent, id) is null)))
        {
            return new RouterReply(RpcErrors.Error(listen.Id.Span, RpcErrors.InvalidParams, "Task not found", Reasons.TaskUnknown));
        }

        var uris = RawJson.Member(filter, "resourceSubscriptions");
        if (uris.IsEmpty)
        {
            return null;
        }

        using var document = JsonDocument.Parse(uris, new JsonDocumentOptions { MaxDepth = 256 });
        if (document.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.GetArrayLength() > MostUris)
        {
            return new RouterReply(RpcErrors.Error(listen.Id.Span, RpcErrors.InvalidParams, $"resourceSubscriptions is a list of at most {MostUris} URIs", Reasons.MessageInvalid), 400);
        }

        foreach (var uri in document.RootElement.EnumerateArray())
        {
            if (uri.ValueKind != JsonValueKind.String || !CanonicalName.TryCreateOpaque(uri.GetString(), out var name, out _))
            {
                return new RouterReply(RpcErrors.Error(listen.Id.Span, RpcErrors.InvalidParams, "resourceSubscriptions holds something that is not a URI", Reasons.NameInvalid), 400);
            }

            var reply = await gate.InvokeAsync(CallOf(exchange, link, name!), HandOver.Instance, ct).ConfigureAwait(false);
            if (reply.Status != ReplyStatus.Done)
            {
                return Refusals.Of(listen.Id.Span, reply, exchange.Era, options.DenyAs);
            }
        }

        return null;
    }

    private ToolCall CallOf(Exchange exchange, UpstreamLink link, CanonicalName uri) => new()
    {
        Id = Ids.Call(time.GetUtcNow()),
        Kind = CallKind.Resource,
        ActionType = ActionTypes.Of(CallKind.Resource),
        Target = uri,
        Upstream = link.Name,
        Caller = exchange.Session.Caller,
        Agent = exchange.Agent,
        Flow = exchange.Flow,
        Context = options.Context,
        ReceivedAt = time.GetUtcNow(),
    };
}
