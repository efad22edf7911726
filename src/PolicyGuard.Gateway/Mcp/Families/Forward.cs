using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>Carries out a permitted call: hands the client's message to the upstream as it is, and what the upstream says meanwhile to the client.</summary>
internal sealed class Forward(Exchange exchange, Route route, FromUpstream fromUpstream) : IExecutor, IMessageSink
{
    private IUpstreamSession? _upstream;

    /// <summary>The upstream's answer, once there is one.</summary>
    public UpstreamReply Answer { get; private set; }

    /// <summary>Whether the upstream was asked. It is not where the gate answers with a result that was kept back before.</summary>
    public bool HasRun => Answer.Message is not null;

    /// <summary>The part of the answer that is inspected.</summary>
    public ReadOnlyMemory<byte> Raw => Answer.Message.Kind == RpcKind.Result ? Answer.Message.Result : Answer.Message.Error;

    /// <inheritdoc/>
    public bool TakesMarks => exchange.Client.TakesMarks && !exchange.Session.IsShared;

    /// <inheritdoc/>
    public bool Reaches => exchange.Client.Reaches;

    /// <inheritdoc/>
    public string? Client => $"{exchange.Session.Caller.Id}\n{exchange.Agent.Id}";

    /// <inheritdoc/>
    public async ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct)
    {
        var reply = await SendAsync(ct).ConfigureAwait(false);
        if (reply.Message.Kind == RpcKind.Error)
        {
            return new ToolResult(reply.Message.Error, IsError: true, IsProtocolError: true);
        }

        var failed = permit.Call.Kind == CallKind.Tool && RawJson.Member(reply.Message.Result, "isError").Span.SequenceEqual("true"u8);
        return new ToolResult(reply.Message.Result, failed);
    }

    /// <summary>Sends the request where no permit is needed.</summary>
    /// <exception cref="UpstreamException">The upstream failed.</exception>
    public async ValueTask<UpstreamReply> SendAsync(CancellationToken ct)
    {
        _upstream = await exchange.Session.TalkAsync(route.Link, ct).ConfigureAwait(false);
        Answer = await _upstream.RequestAsync(route.Message, route.Headers, this, ct).ConfigureAwait(false);
        return Answer;
    }

    /// <inheritdoc/>
    public ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct) =>
        fromUpstream.TakeAsync(Party.Of(exchange), route.Link, _upstream!, message, exchange.Client, ct);

    /// <inheritdoc/>
    public void OnHeader(string name, string value) => exchange.Client.OnHeader(name, value);

    /// <inheritdoc/>
    public ValueTask OnMarkAsync(StreamMark mark, CancellationToken ct) => exchange.Client.OnMarkAsync(mark, ct);

    /// <inheritdoc/>
    public CancellationToken Left => TakesMarks ? exchange.Client.Left : default;

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> Detach() => exchange.Client.Detach();
}
