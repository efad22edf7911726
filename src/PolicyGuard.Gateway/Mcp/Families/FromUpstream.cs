using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Joined;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;
using PolicyGuard.Ledger;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// What upstreams send beside answers: requests are calls, notifications pass. Texts in a notification are looked at; what is found is written
/// down and treated as it would be in a result: masked, or the notification is dropped. One that brings questions for the client passes only where
/// each of them may be asked.
/// </summary>
internal sealed class FromUpstream(Gate.Gate gate, GatewayOptions options, Questions questions, CallerFlows flows, TimeProvider time)
{
    private readonly InputRequests _inputs = new(gate, options, time);

    /// <summary>The other side of what an upstream says to no request in particular.</summary>
    public Party PartyOf(ClientSession session) => new(session, session.Agent ?? Agents.Default(session.Caller, options), session.Flow ?? flows.Current(session.Caller));

    /// <summary>Takes one message.</summary>
    /// <param name="party">The client for whom it is.</param>
    /// <param name="link">The upstream that sent it.</param>
    /// <param name="upstream">The conversation in which it was sent.</param>
    /// <param name="message">The message.</param>
    /// <param name="client">The way to the client.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask TakeAsync(Party party, UpstreamLink link, IUpstreamSession upstream, RpcMessage message, IMessageSink client, CancellationToken ct)
    {
        if (message.Kind == RpcKind.Notification && message.Is(MoreMethods.ToolsChanged))
        {
            link.Refresh();
        }

        // An answer to nothing, or a notification that is not MCP's, goes nowhere.
        var passes = message.Kind == RpcKind.Request || (message.Kind == RpcKind.Notification && Methods.Passes(message.Method!) && client.Reaches);
        if (!passes)
        {
            return;
        }

        var passing = await PassingAsync(party, link, message, ct).ConfigureAwait(false);
        if (message.Kind == RpcKind.Request)
        {
            await (passing is null ? Questions.RefuseAsync(party, upstream, message) : questions.AskAsync(party, link, upstream, message, client, ct)).ConfigureAwait(false);
        }
        else if (passing is not null)
        {
            var shown = party.Session.Endpoint.IsJoined && passing.Is(MoreMethods.ResourceUpdated) ? UriRewrite.Notification(passing, link) : passing;
            await client.OnMessageAsync(shown, ct).ConfigureAwait(false);
        }
    }

    // The message, or a notification with its findings masked; null where it may not pass.
    private async ValueTask<RpcMessage?> PassingAsync(Party party, UpstreamLink link, RpcMessage message, CancellationToken ct)
    {
        if (message.Params.IsEmpty && !message.SaysMore)
        {
            return message;
        }

        if (message.Kind == RpcKind.Notification && gate.HasFindings(message.SaysMore ? message.Utf8 : message.Params))
        {
            try
            {
                var observation = await gate.ObserveAsync(Beside.CallOf(party, link.Name, message, options, time), message.Utf8).ConfigureAwait(false);
                if (observation.Json is not { } json)
                {
                    return null;
                }

                message = json.Equals(message.Utf8) ? message : RawJson.Message(json);
            }
            catch (LedgerException)
            {
                // What cannot be written down does not pass; health says why.
                return null;
            }
        }

        return await _inputs.RefusesAsync(party, link, message.Params, ct).ConfigureAwait(false) is null ? message : null;
    }
}
