using System.Buffers;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Families;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Joined;

/// <summary>
/// One <c>subscriptions/listen</c> over all upstreams (2026-07-28): each modern upstream gets its share of the resources, the gateway answers
/// for all with one acknowledgement, and what the gateway itself sees of changed tools is told as well.
/// </summary>
internal sealed class JoinedSubscriptions(Subscriptions subscriptions, FromUpstream fromUpstream)
{
    /// <summary>Listens until the client leaves.</summary>
    /// <exception cref="OperationCanceledException">The client left.</exception>
    public async ValueTask<RouterReply> ListenAsync(Exchange exchange, CancellationToken ct)
    {
        var message = exchange.Message;
        var filter = RawJson.Member(message.Params, "notifications");
        var wanted = RawJson.Elements(filter, "resourceSubscriptions").Select(RawJson.Text).OfType<string>().ToList();
        var tasks = RawJson.Elements(filter, "taskIds").Select(RawJson.Text).OfType<string>().ToList();
        var shares = new List<(UpstreamLink Link, RpcMessage Listen)>();
        foreach (var link in exchange.Session.Endpoint.Links.Where(link => link.Connection?.Dialect.Era == Era.Modern))
        {
            var uris = wanted.Select(uri => UriHandle.TryFind([link], uri, out var found) ? found.Uri : null).OfType<string>().ToList();
            var listen = Share(message, filter, uris, [.. tasks.Where(id => link.Tasks.Find(exchange.Session, exchange.Agent, id) is not null)]);
            if (await subscriptions.RefusesAsync(exchange, link, listen, ct).ConfigureAwait(false) is { } refused)
            {
                return refused;
            }

            shares.Add((link, listen));
        }

        var honoured = wanted.Where(uri => UriHandle.TryFind([.. shares.Select(share => share.Link)], uri, out _)).ToList();
        var followed = tasks.Where(id => shares.Exists(share => share.Link.Tasks.Find(exchange.Session, exchange.Agent, id) is not null)).ToList();
        await exchange.Client.OnMessageAsync(Taken(message, filter, honoured, followed), ct).ConfigureAwait(false);
        await ListenAsync(exchange, filter, shares, ct).ConfigureAwait(false);
        return new RouterReply(RawJson.Result(message.Id.Span, [.. "{\"resultType\":\"complete\",\"_meta\":{"u8, .. Id(message), .. "}}"u8]));
    }

    private async Task ListenAsync(Exchange exchange, ReadOnlyMemory<byte> filter, List<(UpstreamLink Link, RpcMessage Listen)> shares, CancellationToken ct)
    {
        var changes = Wants(filter, "toolsListChanged");
        void Hear(RpcMessage heard)
        {
            if (changes && heard.Is(MoreMethods.ToolsChanged))
            {
                _ = exchange.Client.OnMessageAsync(ToolsChanged(exchange.Message), ct).AsTask();
            }
        }

        var links = exchange.Session.Endpoint.Links;
        Array.ForEach(links, link => link.Heard += Hear);
        try
        {
            var listening = shares.Select(share => ListenAsync(exchange, share.Link, share.Listen, ct));
            await Task.WhenAll([Task.Delay(Timeout.Infinite, ct), .. listening]).ConfigureAwait(false);
        }
        finally
        {
            Array.ForEach(links, link => link.Heard -= Hear);
        }
    }

    private async Task ListenAsync(Exchange exchange, UpstreamLink link, RpcMessage listen, CancellationToken ct)
    {
        try
        {
            var route = new Route(link, listen, exchange.Headers);
            var client = new Exchange
            {
                Session = exchange.Session,
                Message = listen,
                Headers = exchange.Headers,
                Client = new Ear(exchange.Client),
                Era = exchange.Era,
                Agent = exchange.Agent,
                Flow = exchange.Flow,
            };
            await new Forward(client, route, fromUpstream).SendAsync(ct).ConfigureAwait(false);
        }
        catch (UpstreamException)
        {
            // The others go on; what this one changes is seen when it is asked next.
        }
    }

    private static RpcMessage Share(RpcMessage message, ReadOnlyMemory<byte> filter, List<string> uris, List<string> tasks) =>
        RawJson.Message(JsonSplice.Apply(message.Utf8, [.. Edits(filter, uris, tasks)]));

    private static RpcMessage Taken(RpcMessage message, ReadOnlyMemory<byte> filter, List<string> uris, List<string> tasks)
    {
        ReadOnlyMemory<byte> raw = filter.IsEmpty ? "{}"u8.ToArray() : filter.ToArray();
        return RawJson.Message((byte[])[
            .. "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{\"_meta\":{"u8, .. Id(message),
            .. "},\"notifications\":"u8, .. JsonSplice.Apply(raw, [.. Edits(raw, uris, tasks)]), .. "}}"u8]);
    }

    private static IEnumerable<JsonEdit> Edits(ReadOnlyMemory<byte> filter, List<string> uris, List<string> tasks)
    {
        foreach (var (member, texts) in (IEnumerable<(string, List<string>)>)[("resourceSubscriptions", uris), ("taskIds", tasks)])
        {
            if (RawJson.Member(filter, member) is { IsEmpty: false } mine)
            {
                yield return new JsonEdit(mine, Strings(texts));
            }
        }
    }

    private static RpcMessage ToolsChanged(RpcMessage message) => RawJson.Message((byte[])[
        .. "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\",\"params\":{\"_meta\":{"u8, .. Id(message), .. "}}}"u8]);

    private static byte[] Id(RpcMessage message) => [.. "\"io.modelcontextprotocol/subscriptionId\":"u8, .. message.Id.Span];

    private static bool Wants(ReadOnlyMemory<byte> filter, string kind) => RawJson.Member(filter, kind).Span.SequenceEqual("true"u8);

    private static byte[] Strings(List<string> texts)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            texts.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    // One acknowledgement is enough, and it was ours.
    private sealed class Ear(IMessageSink client) : IMessageSink
    {
        public bool Reaches => client.Reaches;

        public ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct) =>
            message.Is(MoreMethods.SubscriptionTaken) ? default : client.OnMessageAsync(message, ct);
    }
}
