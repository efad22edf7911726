using PolicyGuard.Calls;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Joined;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>What upstreams send beside answers: notifications pass, requests are calls.</summary>
internal sealed class FromUpstream(Questions questions)
{
    /// <summary>Takes one message.</summary>
    /// <param name="session">The client for whom it is.</param>
    /// <param name="link">The upstream that sent it.</param>
    /// <param name="upstream">The conversation in which it was sent.</param>
    /// <param name="message">The message.</param>
    /// <param name="client">The way to the client.</param>
    /// <param name="ct">Cancels.</param>
    public ValueTask TakeAsync(ClientSession session, UpstreamLink link, IUpstreamSession upstream, RpcMessage message, IMessageSink client, CancellationToken ct)
    {
        switch (message.Kind)
        {
            case RpcKind.Request:
                return questions.AskAsync(session, link, upstream, message, client, ct);
            case RpcKind.Notification when Methods.Passes(message.Method!):
                if (message.Is(MoreMethods.ToolsChanged))
                {
                    link.Refresh();
                }

                if (!client.Reaches)
                {
                    return default;
                }

                return client.OnMessageAsync(session.Endpoint.IsJoined && message.Is(MoreMethods.ResourceUpdated) ? UriRewrite.Notification(message, link) : message, ct);
            default:
                // An answer to nothing, or a notification that is not MCP's.
                return default;
        }
    }
}
