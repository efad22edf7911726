using System.Collections.Concurrent;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Mcp.Families;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Clients;

/// <summary>
/// A client as the router knows it. One that began with <c>initialize</c> has conversations of its own with the upstreams and keeps them
/// until it leaves; all others share one of these per endpoint and caller, and the gateway's own conversations.
/// </summary>
internal sealed class ClientSession : IAsyncDisposable
{
    private readonly ConcurrentDictionary<RawId, OpenRequest> _open = new();
    private readonly Conversation[] _conversations;
    private readonly ToolLook[] _looks;
    private readonly CancellationTokenSource _ended = new();
    private int _disposed;

    /// <param name="id">The session's id; null for the shared kind.</param>
    /// <param name="endpoint">The door through which the client came.</param>
    /// <param name="caller">Who it is.</param>
    /// <param name="flow">The conversation; null where each call is asked for the caller's current one.</param>
    /// <param name="listener">Takes what upstreams send unasked.</param>
    /// <param name="time">The clock.</param>
    public ClientSession(string? id, Endpoint endpoint, Caller caller, FlowKey? flow, FromUpstream listener, TimeProvider time)
    {
        Id = id;
        Endpoint = endpoint;
        Caller = caller;
        Flow = flow;
        Outlet = new Outlet(this);
        _conversations = id is null ? [] : [.. endpoint.Links.Select(link => new Conversation(this, link, listener))];
        if (endpoint.IsJoined && id is not null)
        {
            Array.ForEach(endpoint.Links, link => link.Heard += Hear);
        }

        _looks = [.. endpoint.Links.Select(_ => new ToolLook(time))];
    }

    /// <summary>The session's id, unguessable; null where the client has none.</summary>
    public string? Id { get; }

    /// <summary>The door through which the client came.</summary>
    public Endpoint Endpoint { get; }

    /// <summary>Who the client is.</summary>
    public Caller Caller { get; }

    /// <summary>The conversation to which its calls belong, where the session is one.</summary>
    public FlowKey? Flow { get; set; }

    /// <summary>The token of the flow to which a person said that the session belongs; null where nobody did.</summary>
    public string? Token { get; init; }

    /// <summary>The agent that the client named in <c>initialize</c>.</summary>
    public AgentRef? Agent { get; set; }

    /// <summary>The revision that was agreed; null before.</summary>
    public string? Version { get; set; }

    /// <summary>The client's raw <c>initialize</c> parameters, for upstreams that are greeted later.</summary>
    public ReadOnlyMemory<byte> Greeting { get; set; }

    /// <summary>The client's last <c>logging/setLevel</c>, for upstreams that are greeted later.</summary>
    public RpcMessage? LogLevel { get; set; }

    /// <summary>Where messages go that belong to no request.</summary>
    public Outlet Outlet { get; }

    /// <summary>Requests of upstreams that the client has not answered.</summary>
    public ConcurrentDictionary<RawId, Question> Questions { get; } = new();

    /// <summary>Whether the client shares the gateway's conversations.</summary>
    public bool IsShared => Id is null;

    /// <summary>Cancelled when the session ends.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>The conversation with an upstream, opened if it is not.</summary>
    /// <exception cref="UpstreamException">The upstream cannot be reached or started.</exception>
    public ValueTask<IUpstreamSession> TalkAsync(UpstreamLink link, CancellationToken ct) =>
        IsShared ? new(link.Shared) : _conversations[Endpoint.IndexOf(link)].OpenAsync(ct);

    /// <summary>The conversation with an upstream where it is open.</summary>
    public IUpstreamSession? Talking(UpstreamLink link) => IsShared ? link.Shared : _conversations[Endpoint.IndexOf(link)].Opened;

    /// <summary>Looks for tools of an upstream that are not known yet.</summary>
    public ToolLook LookAt(UpstreamLink link) => _looks[Endpoint.IndexOf(link)];

    /// <summary>Notes a request under way, so that the client can cancel it.</summary>
    public void Begin(Exchange exchange, CancellationTokenSource cancel) => _open[new RawId(exchange.Message.Id)] = new OpenRequest(exchange, cancel);

    /// <summary>A request has been answered.</summary>
    public void End(Exchange exchange) => _open.TryRemove(new RawId(exchange.Message.Id), out _);

    /// <summary>Cancels a request under way.</summary>
    public void Cancel(ReadOnlyMemory<byte> id)
    {
        if (_open.TryGetValue(new RawId(id), out var request))
        {
            request.Cancel.Cancel();
        }
    }

    /// <summary>The upstream that asked with this progress token, to which the client's progress goes; null where none did.</summary>
    public IUpstreamSession? AskedBy(ReadOnlyMemory<byte> progressToken)
    {
        foreach (var (_, question) in Questions)
        {
            if (RpcIds.Same(question.ProgressToken.Span, progressToken.Span))
            {
                return question.AskedBy;
            }
        }

        return null;
    }

    /// <summary>A way to the client that some request of its keeps open, or null.</summary>
    public IMessageSink? AnyOpenRequest()
    {
        foreach (var (_, request) in _open)
        {
            if (request.Exchange.Client.Reaches)
            {
                return request.Exchange.Client;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        Array.ForEach(Endpoint.Links, link => link.Heard -= Hear);
        await _ended.CancelAsync().ConfigureAwait(false);
        foreach (var conversation in _conversations)
        {
            await conversation.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Behind a joined endpoint an upstream may come and go; the client is told that there are other tools now.
    private void Hear(RpcMessage heard)
    {
        if (Version is not null && heard.Is(MoreMethods.ToolsChanged))
        {
            _ = Outlet.OnMessageAsync(heard, Ended).AsTask();
        }
    }

    private readonly record struct OpenRequest(Exchange Exchange, CancellationTokenSource Cancel);
}
