using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;
using PolicyGuard.Ledger;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// Requests that an upstream makes of a client (legacy era): its model's text, its user's input, its roots. Each is a call through the
/// gate, carried out by asking the client; what the client answers is inspected like any result.
/// </summary>
internal sealed class Questions(Gate.Gate gate, GatewayOptions options, TimeProvider time)
{
    /// <summary>Asks; returns when the client has been sent the question or it was refused, so that the order of messages is kept.</summary>
    public async ValueTask AskAsync(Party party, UpstreamLink link, IUpstreamSession upstream, RpcMessage question, IMessageSink client, CancellationToken ct)
    {
        var session = party.Session;
        var (treatment, kind) = Methods.FromUpstream(question.Method!);
        if (treatment == Treatment.Unknown && !options.PassMethods.Contains(question.Method!))
        {
            await gate.RecordMalformedAsync(Reasons.MethodUnknown, $"upstream `{link.Name}` asked `{question.Method}`", session.Endpoint.Name, session.Caller).ConfigureAwait(false);
            await AnswerAsync(upstream, RpcErrors.Error(question.Id.Span, RpcErrors.MethodNotFound, "this method does not pass", Reasons.MethodUnknown), session).ConfigureAwait(false);
            return;
        }

        if (session.IsShared || !client.Reaches)
        {
            await AnswerAsync(upstream, RpcErrors.Error(question.Id.Span, RpcErrors.MethodNotFound, "nobody here can be asked: the client reads one answer only"), session).ConfigureAwait(false);
            return;
        }

        var ask = new AskClient(session, upstream, question, client, link.Upstream.Options.MaxTime, time);
        var finished = treatment == Treatment.Pass
            ? PassAsync(ask, upstream, party, link)
            : InvokeAsync(CallOf(party, link, question, kind), ask, upstream, session);
        await Task.WhenAny(ask.Asked, finished).WaitAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Tells an upstream that what it asked was refused.</summary>
    public static async ValueTask RefuseAsync(Party party, IUpstreamSession upstream, RpcMessage question) =>
        await AnswerAsync(upstream, RpcErrors.Error(question.Id.Span, RpcErrors.Refused, "refused by policy"), party.Session).ConfigureAwait(false);

    private ToolCall CallOf(Party party, UpstreamLink link, RpcMessage question, CallKind kind) => new()
    {
        Id = Ids.Call(time.GetUtcNow()),
        Kind = kind,
        ActionType = ActionTypes.Of(kind),
        Target = kind == CallKind.Method && CanonicalName.TryCreateOpaque(question.Method, out var method, out _) ? method! : CanonicalName.Of(link.Name),
        Upstream = link.Name,
        Arguments = question.Params.IsEmpty ? Arguments.Empty : new Arguments(question.Params),
        Sent = Sent.Of(question, kind),
        Caller = party.Session.Caller,
        Agent = party.Agent,
        Flow = party.Flow,
        Context = options.Context,
        ReceivedAt = time.GetUtcNow(),
    };

    private async Task InvokeAsync(ToolCall call, AskClient ask, IUpstreamSession upstream, ClientSession session)
    {
        try
        {
            var reply = await gate.InvokeAsync(call, ask, session.Ended).ConfigureAwait(false);
            await AnswerAsync(upstream, Answer(reply, ask), session).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The session ended; so did the conversation in which the answer would go.
        }
    }

    private async Task PassAsync(AskClient ask, IUpstreamSession upstream, Party party, UpstreamLink link)
    {
        try
        {
            var answer = await ask.AskAsync(party.Session.Ended).ConfigureAwait(false);
            var utf8 = answer.Utf8;
            if (ask.Question.Is(Methods.TasksResult))
            {
                // What the client's model or user said, on its way out.
                var observation = await gate.ObserveAsync(Beside.CallOf(party, link.Name, ask.Question, options, time), ask.Raw).ConfigureAwait(false);
                if (observation.Json is not { } shown)
                {
                    await AnswerAsync(upstream, RpcErrors.Error(ask.Question.Id.Span, RpcErrors.Refused, "the result is withheld because of what was found in it", Reasons.ResultBlocked), party.Session).ConfigureAwait(false);
                    return;
                }

                utf8 = shown.Equals(ask.Raw) ? utf8 : JsonSplice.Replace(answer.Utf8, ask.Raw, shown.Span);
            }

            await AnswerAsync(upstream, utf8, party.Session).ConfigureAwait(false);
        }
        catch (LedgerException)
        {
            await AnswerAsync(
                upstream, RpcErrors.Error(ask.Question.Id.Span, RpcErrors.Refused, "the audit log cannot be written, so the result is withheld", Reasons.ResultWithheld), party.Session).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UpstreamException or OperationCanceledException)
        {
            // The client does not answer; the upstream has its own patience.
        }
    }

    private static ReadOnlyMemory<byte> Answer(Reply reply, AskClient ask) => reply.Status switch
    {
        ReplyStatus.Done when ask.Answer is null => RawJson.Response(ask.Question.Id.Span, reply.Result!.Json.Span, reply.Result.IsProtocolError),
        ReplyStatus.Done when reply.Result!.Json.Equals(ask.Raw) => ask.Answer!.Utf8,
        ReplyStatus.Done => JsonSplice.Replace(ask.Answer!.Utf8, ask.Raw, reply.Result!.Json.Span),

        // MCP's own word for a user who does not want to be asked; upstreams are prepared for it.
        ReplyStatus.Refused when ask.Question.Is(RpcMethods.ElicitationCreate) => Declined(ask.Question.Id),
        ReplyStatus.Refused => RpcErrors.Error(ask.Question.Id.Span, RpcErrors.Refused, "refused by policy", reply.Reason, reply.Decision.Call.Id),
        _ => RpcErrors.Error(ask.Question.Id.Span, RpcErrors.Internal, reply.Message, reply.Reason, reply.Decision.Call.Id),
    };

    private static byte[] Declined(ReadOnlyMemory<byte> id) => [.. "{\"jsonrpc\":\"2.0\",\"id\":"u8, .. id.Span, .. ",\"result\":{\"action\":\"decline\"}}"u8];

    private static async Task AnswerAsync(IUpstreamSession upstream, ReadOnlyMemory<byte> answer, ClientSession session)
    {
        if (!RpcReader.TryRead(answer, RpcLimits.Default with { MaxBytes = int.MaxValue }, out var message, out _))
        {
            return;
        }

        var headers = session.Version is { } version ? new RequestHeaders([new("MCP-Protocol-Version", version)]) : RequestHeaders.None;
        try
        {
            await upstream.SendAsync(message!, headers, session.Ended).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UpstreamException or OperationCanceledException or ObjectDisposedException)
        {
            // The upstream no longer listens to the answer that it asked for.
        }
    }
}
