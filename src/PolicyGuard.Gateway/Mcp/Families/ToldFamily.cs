using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Joined;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// What clients with a session tell without asking anything. MCP's own notifications pass, from a suspended agent only those that end
/// something; one that carries data of a known kind, or that MCP does not know, is a call like any other.
/// </summary>
internal sealed class ToldFamily(Gate.Gate gate, GatewayOptions options, FromUpstream fromUpstream, TimeProvider time)
{
    /// <summary>Passes a notification on, or not.</summary>
    /// <exception cref="OperationCanceledException">The client left.</exception>
    public async ValueTask TellAsync(ClientSession session, RpcMessage message, RequestHeaders headers, CancellationToken ct)
    {
        var call = Beside.CallOf(fromUpstream.PartyOf(session), session.Endpoint.IsJoined ? null : session.Endpoint.Links[0].Name, message, options, time);
        var says = message.SaysMore ? message.Utf8 : message.Params;
        if (!Methods.IsTold(message.Method!) || (!says.IsEmpty && gate.HasFindings(says)))
        {
            await gate.InvokeAsync(call, new Tell(() => SendAsync(session, message, headers, ct)), ct).ConfigureAwait(false);
        }
        else if (message.Is(RpcMethods.Cancelled) || message.Is(RpcMethods.Initialized) || await gate.StandingAsync(call, ct).ConfigureAwait(false) is null)
        {
            await SendAsync(session, message, headers, ct).ConfigureAwait(false);
        }

        if (message.Is(RpcMethods.Cancelled) && !message.CancelledId.IsEmpty)
        {
            // Whatever the upstream hears of it, this client no longer waits.
            session.Cancel(message.CancelledId);
        }
    }

    private static async Task SendAsync(ClientSession session, RpcMessage message, RequestHeaders headers, CancellationToken ct)
    {
        if (session.Endpoint.IsJoined)
        {
            await JoinedFamily.NotifyAsync(session, message, ct).ConfigureAwait(false);
        }
        else if (session.Talking(session.Endpoint.Links[0]) is { } upstream)
        {
            await upstream.SendAsync(message, headers, ct).ConfigureAwait(false);
        }
    }

    private sealed class Tell(Func<Task> send) : IExecutor
    {
        public async ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct)
        {
            await send().ConfigureAwait(false);
            return new ToolResult("{}"u8.ToArray());
        }
    }
}
