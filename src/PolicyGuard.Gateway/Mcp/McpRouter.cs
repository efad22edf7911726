using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Families;
using PolicyGuard.Gateway.Mcp.Joined;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp;

/// <summary>
/// The heart of the gateway, whatever the transport: takes one message of a client's and sees it through. What is done with which method
/// stands in <see cref="Methods"/>; each family of methods has a class of its own in <c>Families</c>.
/// </summary>
internal sealed class McpRouter
{
    private readonly GatewayOptions _options;
    private readonly Gate.Gate _gate;
    private readonly TimeProvider _time;
    private readonly CallerFlows _flows;
    private readonly FromUpstream _fromUpstream;
    private readonly CallFamily _calls;
    private readonly ListFamily _lists;
    private readonly OwnFamily _own;
    private readonly PassFamily _passes;
    private readonly TaskFamily _tasks;
    private readonly ToldFamily _told;
    private readonly JoinedFamily _joined;
    private readonly Listening _listening;
    private readonly FlowDoor _door;

    /// <param name="gate">The gate.</param>
    /// <param name="options">The operator's choices.</param>
    /// <param name="services">What else it stands on.</param>
    /// <param name="time">The clock.</param>
    public McpRouter(Gate.Gate gate, GatewayOptions options, GatewayServices services, TimeProvider time)
    {
        (_gate, _options, _time) = (gate, options, time);
        _flows = new CallerFlows(options.SessionIdle, time);
        _fromUpstream = new FromUpstream(gate, options, new Questions(gate, options, time), _flows, time);
        _calls = new CallFamily(gate, options, _fromUpstream, services, time);
        _lists = new ListFamily(gate, options, _fromUpstream, time);
        _own = new OwnFamily(gate, options, _lists, time);
        _passes = new PassFamily(gate, options, _fromUpstream, time);
        _tasks = new TaskFamily(gate, options, _fromUpstream, time);
        _told = new ToldFamily(gate, options, _fromUpstream, time);
        _joined = new JoinedFamily(gate, options, _calls, _lists, _own, _tasks, _fromUpstream, time);
        _listening = new Listening(_fromUpstream);
        _door = new FlowDoor(options, services, _flows);
    }

    /// <summary>A session for a client that begins with <c>initialize</c>, or that is alone with its upstream.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="endpoint">The door through which it came.</param>
    /// <param name="caller">Who it is.</param>
    /// <param name="token">The token of the flow to which a person said that it belongs, or null.</param>
    public ClientSession OpenSession(string id, Endpoint endpoint, Caller caller, string? token = null) =>
        new(id, endpoint, caller, new FlowKey(FlowKeySource.McpSession, Ids.New("s")), _fromUpstream, _time) { Token = token };

    /// <summary>What all clients without a session share.</summary>
    public ClientSession OpenShared(Endpoint endpoint, Caller caller) => new(null, endpoint, caller, null, _fromUpstream, _time);

    /// <summary>Takes one message.</summary>
    /// <param name="session">The client.</param>
    /// <param name="message">The message.</param>
    /// <param name="headers">The headers that go with it; none on stdio.</param>
    /// <param name="client">Takes what the client is told before the answer.</param>
    /// <param name="ct">Cancelled when the client leaves.</param>
    /// <exception cref="UpstreamException">With <see cref="Reasons.SessionUnknown"/>: the upstream ended the session, and so must we.</exception>
    /// <exception cref="OperationCanceledException">The client left, or cancelled the request.</exception>
    public ValueTask<RouterReply> HandleAsync(ClientSession session, RpcMessage message, RequestHeaders headers, IMessageSink client, CancellationToken ct)
    {
        switch (message.Kind)
        {
            case RpcKind.Request:
                return RequestAsync(session, message, headers, client, ct);
            case RpcKind.Notification:
                return NotificationAsync(session, message, headers, ct);
            default:
                if (session.Questions.TryGetValue(new RawId(message.Id), out var question))
                {
                    question.Take(message);
                }

                return new(RouterReply.Accepted);
        }
    }

    /// <summary>Gives a client of the legacy era what upstreams send unasked, until it leaves.</summary>
    /// <returns>False where there is no such stream.</returns>
    /// <exception cref="UpstreamException">The upstream failed.</exception>
    public Task<bool> ListenAsync(ClientSession session, RequestHeaders headers, IMessageSink client, CancellationToken ct) =>
        _listening.ListenAsync(session, headers, client, ct);

    private ValueTask<RouterReply> RequestAsync(ClientSession session, RpcMessage message, RequestHeaders headers, IMessageSink client, CancellationToken ct)
    {
        var hints = FlowHints.Of(message, headers);
        if (hints.Token is null && session.Token is { } given)
        {
            hints = hints with { Token = given };
        }

        return hints.SaysSomething
            ? InFlowAsync(session, hints, headers, client, ct)
            : StartAsync(session, message, headers, client, Agents.Of(message, session.Agent, session.Caller, _options), _door.Plain(session), ct);
    }

    private async ValueTask<RouterReply> InFlowAsync(ClientSession session, FlowHints hints, RequestHeaders headers, IMessageSink client, CancellationToken ct)
    {
        var message = hints.Message;
        var agent = Agents.Of(message, session.Agent, session.Caller, _options);
        var (flow, refusal) = await _door.EnterAsync(session, hints, agent, ct).ConfigureAwait(false);
        if (refusal is not null)
        {
            await _gate.RecordMalformedAsync(refusal.Reason, $"{message.Method}: {refusal.Message}", session.Endpoint.Name, session.Caller).ConfigureAwait(false);
            return new RouterReply(RpcErrors.Error(message.Id.Span, RpcErrors.Refused, $"PolicyGuard refused this request: {refusal.Message}", refusal.Reason));
        }

        if (message.Is(RpcMethods.Initialize) && !session.IsShared)
        {
            // What a greeting says holds for the session that it begins.
            session.Flow = flow;
        }

        return await StartAsync(session, message, headers, client, agent, flow, ct).ConfigureAwait(false);
    }

    private ValueTask<RouterReply> StartAsync(ClientSession session, RpcMessage message, RequestHeaders headers, IMessageSink client, AgentRef agent, FlowKey flow, CancellationToken ct)
    {
        var exchange = new Exchange
        {
            Session = session,
            Message = message,
            Headers = headers,
            Client = client,
            Era = Revisions.EraOf(message, null),
            Agent = agent,
            Flow = flow,
        };
        return session.IsShared ? DispatchAsync(exchange, ct) : CancellableAsync(exchange, ct);
    }

    // A client with a session cancels by a message of its own, not only by leaving.
    private async ValueTask<RouterReply> CancellableAsync(Exchange exchange, CancellationToken ct)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(ct, exchange.Session.Ended);
        exchange.Session.Begin(exchange, cancel);
        try
        {
            return await DispatchAsync(exchange, cancel.Token).ConfigureAwait(false);
        }
        finally
        {
            exchange.Session.End(exchange);
        }
    }

    private ValueTask<RouterReply> DispatchAsync(Exchange exchange, CancellationToken ct)
    {
        var method = exchange.Message.Method!;
        var (treatment, kind) = Methods.FromClient(method);
        if (treatment == Treatment.Unknown && !_options.PassMethods.Contains(method))
        {
            return UnknownAsync(exchange);
        }

        if (exchange.Session.IsShared && exchange.Message.Is(RpcMethods.Initialize))
        {
            return GoneAsync(exchange);
        }

        return treatment is Treatment.Standing or Treatment.Task ? StandingAsync(exchange, treatment, kind, ct) : RouteAsync(exchange, treatment, kind, ct);
    }

    private async ValueTask<RouterReply> StandingAsync(Exchange exchange, Treatment treatment, CallKind kind, CancellationToken ct)
    {
        var request = Beside.CallOf(Party.Of(exchange), null, exchange.Message, _options, _time);
        return await _gate.StandingAsync(request, ct).ConfigureAwait(false) is { } refusal
            ? new RouterReply(RpcErrors.Error(exchange.Message.Id.Span, RpcErrors.Refused, refusal.Message, refusal.Reason, request.Id))
            : await RouteAsync(exchange, treatment, kind, ct).ConfigureAwait(false);
    }

    private ValueTask<RouterReply> RouteAsync(Exchange exchange, Treatment treatment, CallKind kind, CancellationToken ct)
    {
        var endpoint = exchange.Session.Endpoint;
        var tool = endpoint.Own is { } own && exchange.Message.Is(RpcMethods.ToolsCall) ? own.Find(exchange.Message.Name) : null;
        if ((endpoint.IsJoined || tool is not null) && exchange.Era == Era.Modern && ModernStatus.Unspoken(exchange.Message) is { } unspoken)
        {
            return new(unspoken);
        }

        if (tool is not null)
        {
            return _own.CallAsync(exchange, tool, ct);
        }

        if (endpoint.IsJoined)
        {
            return _joined.DispatchAsync(exchange, ct);
        }

        if (exchange is { Era: Era.Modern, Session.IsShared: true } && endpoint.Links[0].Connection is not { IsHttp: true, Dialect.Era: Era.Modern })
        {
            return AcrossErasAsync(exchange, ct);
        }

        return TreatAsync(exchange, treatment, kind, ct);
    }

    private ValueTask<RouterReply> TreatAsync(Exchange exchange, Treatment treatment, CallKind kind, CancellationToken ct)
    {
        var route = new Route(exchange.Session.Endpoint.Links[0], exchange.Message, exchange.Headers);
        return treatment switch
        {
            Treatment.Call or Treatment.Unknown => _calls.InvokeAsync(exchange, route, kind, ct),
            Treatment.List when kind == CallKind.Tool && exchange.Session.Endpoint.Own is not null => _own.ListAsync(exchange, route, ct),
            Treatment.List => _lists.ListAsync(exchange, route, kind, ct),
            Treatment.Task => _tasks.TreatAsync(exchange, route, ct),
            _ when exchange.Session.Endpoint.Own is not null => OwnFamily.GreetAsync(exchange.Message, _passes.PassAsync(exchange, route, ct)),
            _ => _passes.PassAsync(exchange, route, ct),
        };
    }

    // A modern request over HTTP to an upstream that may be of the legacy era, or that is a child process: what a modern HTTP server says of
    // versions and by status is said here. A client of both eras falls back where the upstream is of the old one.
    private async ValueTask<RouterReply> AcrossErasAsync(Exchange exchange, CancellationToken ct)
    {
        var id = exchange.Message.Id;
        try
        {
            var link = exchange.Session.Endpoint.Links[0];
            if ((await link.ConnectedAsync(ct).ConfigureAwait(false)).Dialect is { Era: Era.Legacy } dialect)
            {
                return new RouterReply(
                    RpcErrors.Error(id.Span, RpcErrors.BadRequest, $"upstream `{link.Name}` speaks revision {dialect.Version}, whose clients have sessions, and here it is passed on as it is: begin with `initialize`, or use /mcp where the gateway joins upstreams and translates", Reasons.MessageInvalid), 400);
            }
        }
        catch (UpstreamException e)
        {
            return new RouterReply(RpcErrors.Error(id.Span, RpcErrors.Internal, e.Message, e.Reason));
        }

        if (ModernStatus.Unspoken(exchange.Message) is { } unspoken)
        {
            return unspoken;
        }

        var (treatment, kind) = Methods.FromClient(exchange.Message.Method!);
        return ModernStatus.Of(await TreatAsync(exchange, treatment, kind, ct).ConfigureAwait(false));
    }

    // A greeting that says it is modern opens no session: what it names would stick to everybody who shares this one.
    private async ValueTask<RouterReply> GoneAsync(Exchange exchange)
    {
        await _gate.RecordMalformedAsync(
            Reasons.MethodUnknown, $"`initialize` is not part of revision {Revisions.Modern}", exchange.Session.Endpoint.Name, exchange.Session.Caller).ConfigureAwait(false);
        return new RouterReply(
            RpcErrors.Error(exchange.Message.Id.Span, RpcErrors.MethodNotFound, $"this method is not part of revision {Revisions.Modern}", Reasons.MethodUnknown), 404);
    }

    private async ValueTask<RouterReply> UnknownAsync(Exchange exchange)
    {
        await _gate.RecordMalformedAsync(
            Reasons.MethodUnknown, "a method that is not MCP's and that the operator does not let pass", exchange.Session.Endpoint.Name, exchange.Session.Caller).ConfigureAwait(false);
        return new RouterReply(
            RpcErrors.Error(exchange.Message.Id.Span, RpcErrors.MethodNotFound, "the gateway does not let this method pass; the operator can (pass_methods)", Reasons.MethodUnknown),
            exchange.Era == Era.Modern ? 404 : 200);
    }

    private async ValueTask<RouterReply> NotificationAsync(ClientSession session, RpcMessage message, RequestHeaders headers, CancellationToken ct)
    {
        if (_options.PassMethods.Contains(message.Method!) && !Methods.Passes(message.Method!))
        {
            // It is a call where it has an id; without one nothing is decided about it, and a server may run it all the same.
            await _gate.RecordMalformedAsync(
                Reasons.MessageInvalid, $"`{message.Method}` came without an id, so it is no call", session.Endpoint.Name, session.Caller).ConfigureAwait(false);
            return RouterReply.Accepted;
        }

        if (session.IsShared || !Methods.Passes(message.Method!))
        {
            return RouterReply.Accepted;
        }

        await _told.TellAsync(session, message, headers, ct).ConfigureAwait(false);
        return RouterReply.Accepted;
    }
}
